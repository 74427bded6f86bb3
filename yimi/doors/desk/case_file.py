"""What the page of one case shows, and what may be done there now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import HEADS
from yimi.doors.desk.happened import Event
from yimi.kernel import clock
from yimi.rooms.casework.models import Case
from yimi.rooms.casework.queries import details
from yimi.rooms.casework.queries.family import genogram_of
from yimi.rooms.casework.queries.surroundings import ecomap_of
from yimi.rooms.casework.rules.order import belongs, may_write, next_form
from yimi.rooms.casework.states import PaperKind, PaperState, Stage

LATER = (PaperKind.CLOSURE, PaperKind.SUPERVISION, PaperKind.REFERRAL)


@dataclass(frozen=True)
class StageMark:
    """One step of the bar at the top."""

    label: str
    passed: bool
    here: bool


def bar(case: Case) -> list[StageMark]:
    stages = [Stage(each) for each in Stage.OPEN]
    if case.is_group:
        stages = [Stage.PLAN, Stage.INTERVENTION, Stage.EVALUATION]
    over = not case.is_open
    at = len(stages) if over else stages.index(Stage(case.stage))
    if case.stage == Stage.DECLINED:
        at = 0
    return [
        StageMark(str(each.label), number < at, number == at and not over)
        for number, each in enumerate(stages)
    ]


def writable(request: Asked, case: Case) -> list[PaperKind]:
    """The forms that may be begun now; the one that moves the case on stands first."""
    first = next_form(case.stage, case.kind) if case.is_open else None
    head = request.reach.covers(case.division_id, *HEADS)
    found = [
        kind
        for kind in PaperKind
        if may_write(kind, case.stage, case_kind=case.kind, urgent=case.urgent)
        and kind != PaperKind.REFERRAL
        and (kind != PaperKind.SUPERVISION or head)
    ]
    return sorted(found, key=lambda kind: (kind != first, kind in LATER, kind.value))


def context(request: Asked, case: Case) -> dict[str, Any]:
    papers = details.papers_of(case)
    waiting = next((each for each in papers if each.state == PaperState.WAITING), None)
    kinds = [each for each in writable(request, case) if waiting is None or each != waiting.kind]
    return {
        "case": case,
        "person": case.person,
        "bar": bar(case),
        "kinds": kinds,
        "next_kind": kinds[0] if kinds and kinds[0] == next_form(case.stage, case.kind) else None,
        "papers": papers,
        "waiting": waiting,  # it is somebody else's turn
        "may_decide": waiting is not None and details.may_decide(waiting, case, request.reach),
        **_may(case),
        **_around(case),
        "events": _events(case),
        "today": clock.today(),
        "blank": [kind for kind in PaperKind if belongs(kind, case.kind)],
    }


def _may(case: Case) -> dict[str, bool]:
    """What may be done besides writing forms."""
    own = not case.is_group
    return {
        "may_set_goal": own and case.stage in (Stage.ASSESSMENT, Stage.PLAN, Stage.INTERVENTION),
        "may_refer": own and case.is_open and case.stage != Stage.INTAKE,
        "may_review": case.stage in (Stage.INTERVENTION, Stage.EVALUATION),
    }


def _around(case: Case) -> dict[str, Any]:
    """Goals, consents, members, family, and what comes after."""
    return {
        "goals": details.goals_of(case),
        "consents": list(case.consents.order_by("pk")),
        "referrals": list(case.referrals.select_related("paper", "to_worker").order_by("pk")),
        "members": details.members_of(case) if case.is_group else [],
        "genogram": genogram_of(case),
        "ecomap": ecomap_of(case),
        "follow_ups": list(case.follow_ups.order_by("due_on")),
        "handovers": list(case.handovers.select_related("giver", "taker").order_by("-pk")[:3]),
    }


def _events(case: Case) -> list[Event]:
    steps = list(case.steps.order_by("-pk")[:60])
    return [Event(each.stepped_at, each.what, each.stepped_by, each.said) for each in reversed(steps)]
