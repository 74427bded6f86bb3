"""What stations and the county make of the invented sessions: pre-check, call-backs, verdicts."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from yimi.commands.demonstration.setting import Stage
from yimi.commands.demonstration.story import CHEATING, Order, station_user
from yimi.kernel import clock
from yimi.kernel.periods import Week
from yimi.rooms.evidence.queries import flags_of
from yimi.rooms.projects.models import Session
from yimi.rooms.review import actions as review
from yimi.rooms.review.queries import callbacks_missing

REUSED = ("again", "recompressed", "mirrored", "cropped", "watermark")  # the engine finds all of them


def review_day(session: Session, weekday: int) -> datetime:
    """A day of the week after the one in which the session was submitted; 0 is Monday."""
    submitted = session.submitted_at or session.ends_at
    monday = Week.containing(timezone.localtime(submitted).date()).next().start
    return timezone.make_aware(datetime.combine(monday + timedelta(days=weekday), time(10)))


def pre_check(stage: Stage, session: Session, order: Order) -> None:
    with clock.frozen(review_day(session, 1)):
        review.pre_check(session=session, result="passed", by=station_user(stage, order.town))


def call_back(stage: Stage, session: Session, order: Order) -> None:
    """The station calls as many as the rules want; one in nine is not quite content."""
    with clock.frozen(review_day(session, 1) + timedelta(hours=2)):
        wanted = callbacks_missing(session)
        for place, participant in enumerate(session.participants.order_by("pk")[:wanted]):
            review.record_callback(
                session=session,
                participant=participant,
                outcome="reached",
                happened=True,
                satisfaction=3 if (order.number + place) % 9 == 0 else 5,
                said="来了，做得细。" if place % 2 else "挺好的，就是等得久了点。",
                by=station_user(stage, order.town),
            )


def judge(stage: Stage, session: Session, order: Order) -> None:
    """The caught cheats are rejected, the rest accepted, with a word where a flag was raised; people decide."""
    reviewer = stage.users["reviewer_chen" if order.number % 2 else "reviewer_sun"]
    with clock.frozen(review_day(session, 3)):
        if CHEATING.get(order.number) in REUSED:
            note = "第 2 张照片与此前一场相同，已并排核对。"
            review.reject_session(session=session, reason_codes=["reused_picture"], note=note, by=reviewer)
        elif flags_of(session):
            note = "提示已逐条核对，机构说明合理，回访属实。"
            review.accept_session(session=session, reason_codes=["flags_explained"], note=note, by=reviewer)
        else:
            review.accept_session(session=session, by=reviewer)
