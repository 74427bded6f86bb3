"""What stands in a form when it is opened: its draft, the version before, or what is known already."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from yimi.kernel import clock
from yimi.rooms.casework.models import Case, Paper
from yimi.rooms.casework.states import PaperKind, PaperState

MONTH = timedelta(days=30)


def start(case: Case, kind: PaperKind) -> dict[str, Any]:
    """Nothing is asked twice (ux): the draft wins, then the last version, then what the case says."""
    rows = Paper.objects.filter(case=case, kind=kind).order_by("-pk")
    found = rows.filter(state=PaperState.DRAFT).first() or (None if kind.is_repeated else rows.first())
    return found.data if found is not None else _known(case, kind)


def _known(case: Case, kind: PaperKind) -> dict[str, Any]:
    today, now = clock.today(), timezone.localtime(clock.now())
    moment = f"{now:%Y-%m-%dT%H:%M}"
    if kind == PaperKind.INTAKE:
        alert = case.alert
        known = {"source": "alert", "problem": alert.text} if alert else {"source": "visit"}
        return known | {
            "consent_on": today,
            "consent_by": "self",
            "decision": "accept",
            "consent_how": "written",
        }
    if kind == PaperKind.ASSESSMENT:
        return {"risk": case.risk}
    if kind in (PaperKind.PLAN, PaperKind.GROUP_PLAN):
        return {"agreed_on": today, "review_on": today + MONTH}
    if kind in (PaperKind.RECORD, PaperKind.MEETING):
        return {"on": moment, "mode": "home"}
    return {"on": today} if kind == PaperKind.SUPERVISION else {}
