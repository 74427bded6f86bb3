"""The demonstration county: real division names, invented people, providers, money, and invented cheating.

A quarter of sessions is driven through the same actions users call, each on its own day of the clock; the rest of the
quarter, and any number more for measuring, comes by COPY. Everything is deterministic but the keys.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from yimi.commands.demonstration import (
    bulk,
    caring,
    casework,
    closing,
    crosschecking,
    dwelling,
    entitled,
    folk,
    joining,
    judging,
    present,
    setting,
    story,
    surveying,
    wall,
)
from yimi.commands.demonstration.darkroom import Darkroom
from yimi.commands.demonstration.pictures import Album
from yimi.commands.demonstration.progress import Progress
from yimi.commands.demonstration.story import Order
from yimi.kernel import clock
from yimi.kernel.periods import Quarter
from yimi.rooms.projects.models import Session

DRIVEN = 40
ONE_QUARTER = 400  # more than that would not be this county's past quarter, but its past years


def build(*, sessions: int, driven: int = DRIVEN) -> None:
    """Everything, in one go, into an empty database. `sessions` counts the driven and the copied ones together."""
    progress, today = Progress(), clock.today()
    past = Quarter.containing(today).previous()
    since = past.previous().start
    with clock.frozen(timezone.make_aware(datetime.combine(since, datetime.min.time()))):
        stage = setting.set_stage(since=since, until=today)
        setting.give_money(stage, [past, past.next(), past.next().next()])
        progress.say("county, organisations, catalogue, money")
        people = folk.file_people(stage, today)
        homes = dwelling.settle(stage, people)
    progress.say(
        f"{sum(map(len, people.values()))} invented people in {len(people)} villages, {homes} households"
    )
    progress.say(f"{caring.look_after(stage, people)} of them looked after")
    progress.say(f"{joining.work_together(stage)} parts of a joint task")
    progress.say(f"{casework.work_cases(stage, people)} cases and groups")
    progress.say(f"{surveying.go_round(stage)} households surveyed")
    progress.say(f"{crosschecking.compare_lists(stage)} lines of another department's list")
    progress.say(f"{entitled.find_people(stage)} people may be entitled to something")
    told: list[tuple[Session, Order]] = []
    with Darkroom() as darkroom:
        album = Album()
        for order in story.orders(stage, past, driven):
            told.append((story.tell(stage, order, people[order.village][:9], album), order))
            darkroom.take_in_waiting()
            progress.bar("sessions held and handed in", len(told), driven)
        fresh = present.tell_present(stage, people, album)
        darkroom.take_in_waiting()
        progress.say("what waits today")
        darkroom.finish(progress.bar, "pictures and clips examined")
        _judge(stage, told, fresh, progress)
        wall.prepare_wall(darkroom)
        darkroom.finish(progress.bar, "faces blurred for the wall")
    here = min(max(0, sessions - driven), ONE_QUARTER)
    bulk.copy_sessions(stage, past, here, progress.bar)
    _close(stage, past, progress)
    bulk.copy_years(stage, past, max(0, sessions - driven - here), progress.bar)


def _judge(
    stage: setting.Stage,
    told: list[tuple[Session, Order]],
    fresh: list[tuple[Session, Order]],
    progress: Progress,
) -> None:
    """All of the past quarter; of the present one, some wait for the station and some for the county."""
    for number, (session, order) in enumerate(told, start=1):
        judging.pre_check(stage, session, order)
        judging.call_back(stage, session, order)
        judging.judge(stage, session, order)
        progress.bar("reviewed", number, len(told))
    for session, order in fresh[:4]:
        if judging.review_day(session, 1) + timedelta(hours=3) < clock.now():
            judging.pre_check(stage, session, order)
            judging.call_back(stage, session, order)


def _close(stage: setting.Stage, past: Quarter, progress: Progress) -> None:
    shown = wall.fill_wall(stage)
    progress.say(f"{shown} sessions on the public wall")
    closing.write_bulletins(stage, past, clock.now())
    closing.close_quarter(stage, past)
    progress.say("bulletins and the quarter's statements")


def is_empty() -> bool:
    from yimi.rooms.accounts.models import User

    return not User.objects.exists()


def build_if_empty(sessions: int = 200) -> None:
    """What `make run` calls: the demonstration once, and never over somebody's county."""
    if is_empty():
        print("  building the demonstration county (once, about two minutes)", flush=True)
        build(sessions=sessions)
