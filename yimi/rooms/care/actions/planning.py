"""Windows follow the colour: planned ahead, never twice, and again when the colour changes (D6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Max, Q, QuerySet

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.figures import figure
from yimi.kernel.workdays import add_working_days
from yimi.rooms.care.actions.overlaying import _festivals, _weather
from yimi.rooms.care.models import Standing, WeatherNotice, Window
from yimi.rooms.care.rules import windows
from yimi.rooms.care.rules.windows import PERIODS, Stretch
from yimi.rooms.care.states import Colour, WindowState, WindowWhy
from yimi.rooms.people.models import PersonCategory
from yimi.rooms.people.states import Category

#: Windows are there this many days before they open, so that the next one can be shown.
AHEAD = 35
BATCH = 500


@action
def plan_windows(*, by: Actor) -> int:
    """Write the windows of the coming weeks for everybody with a colour; returns how many were new.

    Festivals and running weather warnings bring theirs besides (D6 overlays). May run at any time and any number of
    times: a window is there once. A job runs it every night.
    """
    before_all = Window.objects.exclude(why=WindowWhy.RHYTHM).count()
    _festivals(clock.today() + timedelta(days=AHEAD))
    for notice in WeatherNotice.objects.in_force(clock.today()).order_by("pk"):
        _weather(notice)
    overlaid = Window.objects.exclude(why=WindowWhy.RHYTHM).count() - before_all
    until, last, made = clock.today() + timedelta(days=AHEAD), 0, 0
    there = Standing.objects.filter(person__deceased_on=None, person__merged_into=None)
    while batch := list(_planned(there.filter(pk__gt=last))[:BATCH]):
        last = batch[-1].pk
        mine = Window.objects.filter(standing__in=batch)
        before = mine.count()
        _plan(batch, until)
        made += mine.count() - before
    note(made=made + overlaid)
    return made + overlaid


def _planned(standings: QuerySet[Standing]) -> QuerySet[Standing]:
    rhythm = Q(windows__why=WindowWhy.RHYTHM)
    ends = Max("windows__closes_on", filter=rhythm & ~Q(windows__state=WindowState.DROPPED))
    return standings.annotate(planned_to=ends).order_by("pk")


def _plan(batch: list[Standing], until: date) -> None:
    today, monthly = clock.today(), _met_monthly([each.person_id for each in batch])
    contacts = {colour: figure(PERIODS[colour][0]) for colour in {each.colour for each in batch}}
    rows = []
    for each in batch:
        planned = getattr(each, "planned_to", None)
        since = max(today, planned + timedelta(days=1)) if planned else today
        pace = windows.rhythm(each.colour, contacts[each.colour], monthly=each.person_id in monthly)
        rows += [_window(each, one) for one in windows.stretches(each.colour, pace, since, until)]
    Window.objects.bulk_create(rows, ignore_conflicts=True)


def _window(standing: Standing, one: Stretch) -> Window:
    return Window(
        standing=standing,
        colour=standing.colour,
        opens_on=one.opens_on,
        closes_on=one.closes_on,
        needs_home=one.needs_home,
    )


def _met_monthly(people: list[int]) -> set[int]:
    """Special-difficulty elders among them: one contact a month at least (B7)."""
    today = clock.today()
    held = PersonCategory.objects.filter(person__in=people, category=Category.VULNERABLE_ELDER)
    return set(
        held.filter(valid_from__lte=today).exclude(valid_to__lt=today).values_list("person_id", flat=True)
    )


def _replan(standing: Standing, before: str, *, child: bool) -> None:
    """The colour changed: what is not over yet is dropped, what was missed stays, the new rhythm begins."""
    today = clock.today()
    running = standing.windows.filter(state=WindowState.OPEN, closes_on__gte=today, why=WindowWhy.RHYTHM)
    running.update(state=WindowState.DROPPED)
    first = list(_first(standing, before, child=child))
    Window.objects.bulk_create(first, ignore_conflicts=True)
    standing.planned_to = first[-1].closes_on if first else today - timedelta(days=1)  # type: ignore[attr-defined]
    _plan([standing], today + timedelta(days=AHEAD))


def _first(standing: Standing, before: str, *, child: bool) -> Iterator[Window]:
    """Red: somebody comes within a day. A child new to the register: within five working days (D6 overlays)."""
    today = clock.today()
    if standing.colour == Colour.RED:
        yield _window(standing, Stretch(today, today + timedelta(days=1), needs_home=True))
    elif child and not before:
        last = add_working_days(today, figure("first_visit_working_days"))
        yield _window(standing, Stretch(today, last, needs_home=True))
