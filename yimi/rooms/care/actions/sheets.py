"""Tier sheets: the shipped ones, and the county's own next versions."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.care.access import only_county
from yimi.rooms.care.models import Sheet
from yimi.rooms.care.queries.sheets import shipped_sheets
from yimi.rooms.care.rules.sheets import problems_of
from yimi.rooms.care.states import SheetState
from yimi.rooms.projects.queries.who import name_of


@action
def load_sheets(*, county: str, by: Actor) -> int:
    """Release the shipped version 1 of each sheet the county does not have; returns how many were new (D5).

    Refused: anybody but the county's business section (NotYours).
    """
    only_county(by, county)
    shipped, now = shipped_sheets(), clock.now()
    known = set(Sheet.objects.filter(county=county).values_list("kind", flat=True))
    rows = [
        Sheet(
            county=county,
            kind=kind,
            version=1,
            state=SheetState.RELEASED,
            content=content,
            source=shipped["source"],
            effective_from=date.fromisoformat(shipped["effective_from"]),
            drafted_at=now,
            drafted_by=name_of(by),
            released_at=now,
            released_by=name_of(by),
        )
        for kind, content in shipped["sheets"].items()
        if kind not in known
    ]
    Sheet.objects.bulk_create(rows)
    note(added=len(rows))
    return len(rows)


@action
def draft_sheet(*, sheet: Sheet, source: str, by: Actor) -> Sheet:
    """Begin the next version as a copy of `sheet`; it weighs nobody until it is released.

    Refused: anybody but the county's business section (NotYours), no source named, a draft there already.
    """
    only_county(by, sheet.county)
    if not source.strip():
        raise Refusal(_("请写明修订的依据。"), field="source")
    versions = Sheet.objects.filter(county=sheet.county, kind=sheet.kind)
    return Sheet.objects.create(
        county=sheet.county,
        kind=sheet.kind,
        version=(versions.aggregate(last=Max("version"))["last"] or 0) + 1,
        content=sheet.content,
        source=source.strip(),
        drafted_at=clock.now(),
        drafted_by=name_of(by),
    )


@action(private=("numbers",))
def revise_draft(*, sheet: Sheet, numbers: dict[str, int], by: Actor) -> Sheet:
    """Write numbers into a draft: `cap.G`, `points.G1`, `threshold.red`, `falling.days`, `override_days`.

    What was simulated before no longer counts. Refused: not the county's business section (NotYours), a
    released version (Stale), a number nobody asked for, numbers that make no sheet (`problems_of`).
    """
    only_county(by, sheet.county)
    draft = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if draft.state != SheetState.DRAFT:
        raise Stale(_("这一版已经发布，不能再改。请在它的基础上起草新的一版。"))
    content = copy.deepcopy(draft.content)
    changed = [key for key, number in numbers.items() if _write(content, key, number)]
    problems = problems_of(content)
    if problems:
        raise Refusal(" ".join(problems))
    draft.content, draft.simulated_at, draft.simulated_by = content, None, None
    draft.save(update_fields=["content", "simulated_at", "simulated_by"])
    draft.changes.all().delete()
    note(changed=" ".join(changed))
    return draft


def _write(content: dict[str, Any], key: str, number: int) -> bool:
    """Set one number; true when it differs from what was there."""
    topic, _dot, code = key.partition(".")
    for holder, name in _places(content, topic, code):
        before, holder[name] = holder[name], number
        return bool(before != number)
    raise Refusal(_("评估表里没有这一项：%(what)s。") % {"what": key})


def _places(content: dict[str, Any], topic: str, code: str) -> list[tuple[dict[str, Any], str]]:
    dimensions = content["dimensions"]
    if topic == "cap":
        return [(each, "cap") for each in dimensions if each["code"] == code]
    if topic == "points":
        factors = [factor for each in dimensions for factor in each["factors"]]
        return [(each, "points") for each in factors if each["code"] == code]
    if topic == "override_days":
        return [(content, "override_days")]
    holder = content.get({"threshold": "thresholds"}.get(topic, topic))
    return [(holder, code)] if isinstance(holder, dict) and code in holder else []
