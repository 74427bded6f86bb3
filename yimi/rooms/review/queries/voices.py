"""What beneficiaries said, and how much a session reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from yimi.kernel.figures import figure
from yimi.rooms.catalogue import rules as catalogue
from yimi.rooms.catalogue.models import TypeSpec
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


@dataclass(frozen=True)
class Voices:
    """How many beneficiaries were heard about a session, and how many must be."""

    heard: int
    needed: int

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.heard)


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


def voices_of(sessions: Sequence[Session]) -> dict[int, Voices]:
    """How many beneficiaries were and must be heard, for many sessions in a fixed number of queries."""
    floor, percent = figure("callback_min"), figure("callback_percent")
    specs = _specs_by_type({session.type_id for session in sessions})
    told: dict[int, list[rules.Opinion]] = {}
    for row in CallBack.objects.filter(session__in=[session.pk for session in sessions]):
        opinion = rules.Opinion(CallOutcome(row.outcome), row.participant_id, row.happened, row.satisfaction)
        told.setdefault(row.session_id, []).append(opinion)
    found = {}
    for session in sessions:
        day = timezone.localtime(session.starts_at).date()
        spec = next((one for one in specs.get(session.type_id, ()) if one.effective_from <= day), None)
        needed = (
            catalogue.callbacks_needed(
                spec.confirmation, people=session.people_count or 0, floor=floor, floor_percent=percent
            )
            if spec
            else 0
        )
        found[session.pk] = Voices(rules.heard(told.get(session.pk, ())), needed)
    return found


def _specs_by_type(types: Iterable[str]) -> dict[str, list[TypeSpec]]:
    """The specifications of these types, the newest first."""
    specs: dict[str, list[TypeSpec]] = {}
    for spec in TypeSpec.objects.filter(type__in=list(types)).order_by("type_id", "-effective_from"):
        specs.setdefault(spec.type_id, []).append(spec)
    return specs


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
