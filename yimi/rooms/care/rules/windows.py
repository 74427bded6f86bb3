"""Visit windows (D6): stretches of the calendar in which somebody is met, not due dates. Due is a window's end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from yimi.kernel.periods import Month, Period, Quarter, Week
from yimi.rooms.care.states import Colour, Mode


@dataclass(frozen=True)
class Rhythm:
    """So many contacts in each period, and how often somebody has to come in person."""

    period: type[Period]
    contacts: int
    every_home: bool = False


@dataclass(frozen=True)
class Stretch:
    """One window: first and last day, and whether only a visit in person meets it."""

    opens_on: date
    closes_on: date
    needs_home: bool


#: The keys of `kernel.figures` that hold the contacts a period, and the period (D6).
PERIODS: dict[str, tuple[str, type[Period]]] = {
    "red": ("visits_red_week", Week),
    "yellow": ("visits_yellow_month", Month),
    "blue": ("visits_blue_month", Month),
    "green": ("visits_green_quarter", Quarter),
}
#: Months whose windows a green person is met at home: the two surveys of the year (A0-05).
SURVEY_MONTHS = frozenset({3, 9})


def rhythm(colour: str, contacts: int, *, monthly: bool) -> Rhythm:
    """The rhythm of a colour; `monthly` for a special-difficulty elder, met once a month at least (B7)."""
    period = PERIODS[colour][1]
    if monthly and period is Quarter:
        return Rhythm(Month, 1)
    return Rhythm(period, contacts, every_home=colour == Colour.RED)


def home_span(colour: str, day: date) -> tuple[date, date]:
    """In which days one visit in person is enough: the week, the month, the quarter, the half-year."""
    if colour == Colour.RED:
        week = Week.containing(day)
        return week.start, week.end
    if colour == Colour.YELLOW:
        month = Month.containing(day)
        return month.start, month.end
    quarter = Quarter.containing(day)
    if colour == Colour.BLUE:
        return quarter.start, quarter.end
    first = quarter if quarter.start.month in (1, 7) else quarter.previous()
    return first.start, first.next().end


def stretches(colour: str, pace: Rhythm, since: date, until: date) -> Iterator[Stretch]:
    """The windows of a colour that begin on `since` or later and open by `until`, without gap or overlap.

    Somebody who comes in when less than half of a window is left starts with the next one: the days left
    over are added to it, so that nobody is asked to be in two places on one evening.
    """
    period, opens = pace.period.containing(since), since
    while opens <= until:
        for first, last in split(period, pace.contacts):
            if last < opens:
                continue
            if opens > first and (last - opens).days + 1 < ((last - first).days + 1) / 2:
                continue
            needs = pace.every_home or is_home_window(colour, first, last)
            yield Stretch(opens, last, needs)
            opens = last + timedelta(days=1)
            if opens > until:
                return
        period = period.next()


def split(period: Period, contacts: int) -> list[tuple[date, date]]:
    """A period in as many even parts as there are contacts, every day in exactly one."""
    days = (period.end - period.start).days + 1
    edges = [period.start + timedelta(days=days * part // contacts) for part in range(contacts + 1)]
    return [(first, after - timedelta(days=1)) for first, after in pairwise(edges)]


def is_home_window(colour: str, first: date, last: date) -> bool:
    """Is this the window of its span in which somebody comes in person, unless somebody has been before?

    Yellow and blue: the last of the month and of the quarter. Green: the one that holds March or September.
    """
    if colour == Colour.GREEN:
        months = {(first + timedelta(days=step)).month for step in range((last - first).days + 1)}
        return not SURVEY_MONTHS.isdisjoint(months)
    return last == home_span(colour, first)[1]


def answers(needs_home: bool, mode: str) -> bool:
    """Does a contact of this kind meet a window?"""
    return not needs_home or mode == Mode.HOME
