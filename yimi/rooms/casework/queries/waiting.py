"""What waits for somebody on their first page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.casework.models import Case
from yimi.rooms.casework.models.scope import HEADS, WORKERS
from yimi.rooms.casework.queries import cases
from yimi.rooms.casework.states import PaperKind, Stage
from yimi.rooms.projects.queries.today import Waiting

MOST = 20
SOON = timedelta(days=3)


def waiting_for(reach: Reach) -> list[Waiting]:
    """Forms to approve, transfers to take, plans to look at again, clients to see after the closure, intakes left."""
    if not reach.has(*WORKERS):
        return []
    return [*_approve(reach), *_receive(reach), *_review(reach), *_follow(reach), *_intakes(reach)]


def _approve(reach: Reach) -> Iterator[Waiting]:
    for paper in cases.to_approve(reach)[:MOST] if reach.has(*HEADS) else ():
        title = f"{PaperKind(paper.kind).label} · {paper.case.number}"
        yield Waiting("case_approve", title, None, "desk:paper", (paper.pk,))


def _receive(reach: Reach) -> Iterator[Waiting]:
    for referral in cases.to_receive(reach)[:MOST]:
        yield Waiting("case_receive", referral.case.number, None, "desk:referral", (referral.pk,))


def _review(reach: Reach) -> Iterator[Waiting]:
    mine = cases.reviews_due(reach, clock.today() + SOON).filter(worker=reach.user_id)
    for case in mine[:MOST]:
        yield Waiting("case_review", case.number, _end(case.review_on), "desk:case", (case.pk,))


def _follow(reach: Reach) -> Iterator[Waiting]:
    mine = cases.follow_ups_due(reach, clock.today() + SOON).filter(case__worker=reach.user_id)
    for each in mine[:MOST]:
        yield Waiting("case_follow", each.case.number, _end(each.due_on), "desk:case", (each.case_id,))


def _intakes(reach: Reach) -> Iterator[Waiting]:
    """Opened and not taken in yet: the first form is due within a day."""
    mine = (
        Case.objects.visible_to(reach)
        .filter(stage=Stage.INTAKE, worker=reach.user_id)
        .order_by("opened_at", "pk")
    )
    for case in mine[:MOST]:
        due = case.opened_at + timedelta(hours=24)
        yield Waiting("case_intake", case.number, due, "desk:case", (case.pk,))


def _end(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else None
