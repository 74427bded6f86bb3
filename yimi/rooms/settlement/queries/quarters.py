"""Quarters of a county: those that are closed, and what stands in the way of closing the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from yimi.kernel import clock
from yimi.kernel.periods import Quarter
from yimi.kernel.reach import Reach
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.states import SessionState
from yimi.rooms.settlement.models import QuarterClose
from yimi.rooms.settlement.queries.candidates import due_sessions, unreviewed
from yimi.rooms.settlement.states import StatementState

NAMED = 12  # how many waiting sessions a page names; the list behind them shows all


@dataclass(frozen=True)
class Closing:
    """A quarter nobody has closed yet: what would be settled, and which sessions are still to be reviewed."""

    quarter: Quarter
    over: bool
    due: int
    waiting: int
    named: list[Any]

    @property
    def ready(self) -> bool:
        return self.over and not self.waiting


def closed_quarters(reach: Reach) -> QuerySet[Any]:
    """Closed quarters within the reach, newest first, annotated with their statements and what is payable."""
    return (
        QuarterClose.objects.visible_to(reach)
        .select_related("frozen_by")
        .annotate(
            count=Count("statements"),
            paid=Count("statements", filter=Q(statements__state=StatementState.PAID)),
            payable=Sum("statements__payable_fen"),
        )
        .order_by("-quarter", "county")
    )


def sums_of(close: QuarterClose) -> dict[str, int]:
    """The totals over all statements of a close, in fen, as the statements name them."""
    names = ("gross_fen", "carried_fen", "clawback_fen", "offset_fen", "payable_fen")
    sums = close.statements.aggregate(**{f"sum_{name}": Sum(name) for name in names})
    return {name: int(sums[f"sum_{name}"] or 0) for name in names}


def next_quarter(county: str) -> Quarter:
    """The quarter to close next: the one after the last close, else that of the first session submitted."""
    last = (
        QuarterClose.objects.filter(county=county)
        .order_by("-quarter")
        .values_list("quarter", flat=True)
        .first()
    )
    if last is not None:
        return Quarter.parse(last).next()
    first = (
        Session.objects.filter(county=county, state=SessionState.SUBMITTED)
        .order_by("submitted_at")
        .values_list("submitted_at", flat=True)
        .first()
    )
    return Quarter.containing(first or clock.today())


def closing_of(county: str, quarter: Quarter) -> Closing:
    """What freezing this quarter would meet, in three queries."""
    open_still = unreviewed(county, quarter)
    return Closing(
        quarter=quarter,
        over=clock.today() > quarter.end,
        due=due_sessions(county, quarter).count(),
        waiting=open_still.count(),
        named=list(open_still.select_related("type", "village", "provider")[:NAMED]),
    )
