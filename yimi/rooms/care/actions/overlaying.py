"""Windows above the colour's rhythm (D6): written once, met by the same visit, dropped with their cause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.rooms.care.models import CareGroup, Standing, WeatherNotice, Window
from yimi.rooms.care.queries.risk import at_risk
from yimi.rooms.care.rules import overlays
from yimi.rooms.care.states import GroupKind, WindowState, WindowWhy
from yimi.rooms.people.models import Person

BATCH = 500


def _overlay(
    standings: Iterable[Standing], why: WindowWhy, first: date, last: date, because: str,
    weather: WeatherNotice | None = None,
) -> None:  # fmt: skip
    """One window each, unless it is there: `window_once` makes a second run write nothing."""
    rows = (
        Window(
            standing=each, colour=each.colour, why=why, because=because, weather=weather, opens_on=first, closes_on=last
        )
        for each in standings
    )  # fmt: skip
    Window.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


def _festivals(until: date) -> None:
    """The coming festivals, for those at risk whom each concerns."""
    today = clock.today()
    for festival, first, last in overlays.coming(today, until, figure("festival_days")):
        rows = at_risk().select_related("person").order_by("pk")
        mine = (
            each
            for each in rows.iterator(chunk_size=BATCH)
            if overlays.is_of(festival.whom, each.person.age_on(last))
        )
        _overlay(mine, WindowWhy.FESTIVAL, max(first, today), last, str(festival.name))


def _weather(notice: WeatherNotice) -> None:
    """Everybody at risk in the towns of a warning is asked after while it lasts."""
    today = clock.today()
    towns = [each.code[:9] for each in notice.towns.all()]
    first = max(today, notice.starts_on)
    if first <= notice.ends_on:
        _overlay(at_risk(towns), WindowWhy.WEATHER, first, notice.ends_on, notice.title, notice)


def _changed(person: Person, because: str) -> None:
    """Something grave happened at home: somebody asks within a day (D6)."""
    standing = Standing.objects.present().filter(person=person).first()
    if standing is not None:
        last = (clock.now() + timedelta(hours=figure("change_hours"))).date()
        _overlay([standing], WindowWhy.CHANGE, clock.today(), last, because)


def _follow(group: CareGroup) -> None:
    """The health sector's cycle of a patient: the last days before the next follow-up, in step with it (B8)."""
    standing = Standing.objects.present().filter(person=group.person_id).first()
    if standing is None or group.kind != GroupKind.FIVE:
        return
    today = clock.today()
    standing.windows.filter(why=WindowWhy.FOLLOW_UP, state=WindowState.OPEN, closes_on__gte=today).update(
        state=WindowState.DROPPED
    )
    first = max(today, group.next_on - timedelta(days=figure("follow_window_days") - 1))
    _overlay([standing], WindowWhy.FOLLOW_UP, first, max(first, group.next_on), "")
