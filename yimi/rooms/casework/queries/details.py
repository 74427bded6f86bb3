"""What one case holds: its forms, goals with the first and last value, members with how often they came."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Prefetch, Q

from yimi.kernel.reach import Reach
from yimi.rooms.casework.models import Case, Goal, Measure, Member, Paper
from yimi.rooms.casework.models.scope import HEADS
from yimi.rooms.casework.states import PaperState

MOST = 100


def papers_of(case: Case) -> list[Paper]:
    """The forms in the order they were written; earlier versions stay below the newer ones."""
    rows = Paper.objects.filter(case=case).select_related("filed_by", "decided_by", "written_by")
    return list(rows.order_by("-pk")[:MOST])


def plain(value: Decimal) -> str:
    """10.00 → 10, 2.50 → 2.5"""
    return f"{value.normalize():f}"


@dataclass(frozen=True)
class Progress:
    """A goal and its last measure, as far as the way to the target goes."""

    goal: Goal
    last: Measure | None

    @property
    def start(self) -> str:
        return plain(self.goal.baseline)

    @property
    def target(self) -> str:
        return plain(self.goal.target)

    @property
    def now(self) -> str:
        return plain(self.last.value) if self.last else ""

    @property
    def percent(self) -> int:
        """How far from the baseline to the target, 0 to 100; numbers may fall towards it."""
        if self.last is None:
            return 0
        way = self.goal.target - self.goal.baseline
        share = (self.last.value - self.goal.baseline) / way * 100
        return int(max(Decimal(0), min(Decimal(100), share)))

    @property
    def is_met(self) -> bool:
        return self.percent == 100


def goals_of(case: Case) -> list[Progress]:
    """Every goal with its latest measure; two queries."""
    newest = Prefetch("measures", Measure.objects.order_by("on", "pk"), to_attr="told")
    rows = Goal.objects.filter(case=case).prefetch_related(newest).order_by("pk")
    return [Progress(each, each.told[-1] if each.told else None) for each in rows]  # type: ignore[attr-defined]


def members_of(case: Case) -> list[Member]:
    """Members with `times`, how many meetings they came to; who left stands last."""
    rows = Member.objects.filter(case=case).select_related("person__division")
    times = Count("attendance", filter=Q(attendance__paper__state=PaperState.FILED))
    return list(rows.annotate(times=times).order_by("left_at", "pk"))


def may_decide(paper: Paper, case: Case, reach: Reach) -> bool:
    """Is it the asker's word this form waits for? Never one's own form or case."""
    own = reach.user_id in (paper.filed_by_id, case.worker_id)
    return paper.state == PaperState.WAITING and not own and reach.covers(case.division_id, *HEADS)
