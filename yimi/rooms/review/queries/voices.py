"""What beneficiaries said, and how much a session reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from yimi.kernel.figures import figure
from yimi.rooms.catalogue import rules as catalogue
from yimi.rooms.catalogue.states import Unit
from yimi.rooms.evidence.queries import spec_of
from yimi.rooms.projects.models import Session
from yimi.rooms.review import rules
from yimi.rooms.review.models import CallBack
from yimi.rooms.review.states import CallOutcome


@dataclass(frozen=True)
class Heads:
    """A specification without the outputs that a head count cannot decide."""

    min_minutes: int
    outputs: list[list[dict[str, Any]]]


def callbacks_of(session: Session) -> QuerySet[CallBack]:
    return CallBack.objects.filter(session=session).select_related("participant", "called_by").order_by("pk")


def opinions_of(session: Session) -> list[rules.Opinion]:
    rows = CallBack.objects.filter(session=session).values_list(
        "outcome", "participant_id", "happened", "satisfaction"
    )
    return [
        rules.Opinion(CallOutcome(outcome), participant, happened, satisfaction)
        for outcome, participant, happened, satisfaction in rows
    ]


def callbacks_needed(session: Session) -> int:
    """How many beneficiaries must be heard: the larger of the type's rule and max(2, 5 %) (decision 7)."""
    people = session.people_count or 0
    return catalogue.callbacks_needed(
        spec_of(session).confirmation,
        people=people,
        floor=figure("callback_min"),
        floor_percent=figure("callback_percent"),
    )


def callbacks_missing(session: Session) -> int:
    """How many more must be heard before the session can be accepted."""
    return max(0, callbacks_needed(session) - rules.heard(opinions_of(session)))


def share_of(session: Session) -> int:
    """The share of the minimum reached by minutes and heads, in whole percent (D8).

    Outputs with an alternative that heads do not decide ("8 households or 15 persons") are the reviewer's.
    """
    spec = spec_of(session)
    decided = catalogue.HEADS | catalogue.PROVED | {Unit.ADULT}
    outputs = [group for group in spec.outputs if {str(one["unit"]) for one in group} <= decided]
    reduced = Heads(spec.min_minutes, outputs)
    counts = catalogue.counts_of(reduced, people=session.people_count or 0, staff=session.staff.count())
    if session.actual_start and session.actual_end:
        lasted = session.actual_end - session.actual_start
        counts["minutes"] = int(lasted.total_seconds() // 60)
    return catalogue.meets_output(reduced, counts).percent
