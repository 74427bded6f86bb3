"""The current weeks: something waits for each role on the day the demonstration is started."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from yimi.commands.demonstration import story
from yimi.commands.demonstration.pictures import Album
from yimi.commands.demonstration.setting import TOWNS, Stage
from yimi.commands.demonstration.story import Order
from yimi.commands.demonstration.wishes import make_wishes
from yimi.kernel import clock
from yimi.rooms.people.models import Person
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.models import Session


def _order(stage: Stage, number: int, code: str, days: int, town: int = 0, provider: str = "a") -> Order:
    day = clock.today() + timedelta(days=days)
    villages = sorted(code for code in stage.sites if code.startswith(TOWNS[town]))
    start = timezone.make_aware(datetime.combine(day, time(9 + number % 3 * 3)))
    return Order(number, code, start, TOWNS[town], villages[number % len(villages)], provider)


def tell_present(stage: Stage, people: dict[str, list[Person]], album: Album) -> list[tuple[Session, Order]]:
    """Submitted last week and this, held but not handed in, planned, awarded, answered, called, asked."""
    submitted = [
        _order(stage, 51, "MP15", -9),
        _order(stage, 52, "MP14", -8, town=1, provider="b"),
        _order(stage, 53, "MP04", -7, provider="b"),
        _order(stage, 54, "MP16", -6, town=1),
        _order(stage, 55, "MP08", -3),
        _order(stage, 56, "MP11", -2, town=1, provider="b"),
    ]
    handed_in = []
    for order in submitted:
        handed_in.append((story.tell(stage, order, people[order.village][:9], album), order))
    _half_done(stage, people, album)
    _open_doors(stage, people)
    return handed_in


def _half_done(stage: Stage, people: dict[str, list[Person]], album: Album) -> None:
    """One held this morning with two photos missing, one to be held today, one tomorrow."""
    for number, code, days in ((57, "MP10", -1), (58, "MP05", 1), (59, "MP15", 2)):
        order = _order(stage, number, code, days)
        callout = story.order_and_call(stage, order, people[order.village][:9], days_before=11)
        story.answer(stage, callout, order, "a")
        session = story.award_and_confirm(stage, callout, order)
        if days < 0:
            story.hold(stage, session, order)


def _open_doors(stage: Stage, people: dict[str, list[Person]]) -> None:
    """Awarded and unconfirmed; answered by two and to be awarded; open and unanswered; wishes of the villages."""
    to_confirm, to_award, to_answer = (
        _order(stage, number, code, days)
        for number, code, days in ((60, "MP06", 12), (61, "MP14", 13), (62, "MP05", 16))
    )
    for order in (to_confirm, to_award):
        callout = story.order_and_call(
            stage, order, people[order.village][:9], days_before=(order.start.date() - clock.today()).days + 7
        )
        story.answer(stage, callout, order, "a")
        story.answer(stage, callout, order, "b", hours=8)
        if order is to_confirm:
            with clock.frozen(clock.now() - timedelta(minutes=30)):
                offer = callout.responses.get(provider=stage.houses["provider:a"])
                projects.award(
                    callout=callout,
                    response=offer,
                    reason="离村近，时间合适。",
                    by=stage.users["station_zhou"],
                )
    story.order_and_call(
        stage,
        to_answer,
        people[to_answer.village][:9],
        days_before=(to_answer.start.date() - clock.today()).days,
    )
    make_wishes(stage, people)
