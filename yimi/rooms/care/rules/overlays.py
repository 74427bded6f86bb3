"""What brings a visit besides the colour's rhythm (D6): festivals, bad weather, a change at home, the doctor's cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy
from lunardate import LunarDate

from yimi.rooms.care.states import Colour

#: Colours that get one extra contact at festivals and in bad weather; elders who live alone do besides (D6).
WATCHED = (Colour.RED, Colour.YELLOW)
ELDER_AGE = 60
CHILD_AGE = 18


class Whom(Enum):
    EVERYBODY = "everybody"  # at risk: red, yellow, elders alone
    ELDERS = "elders"  # of those at risk, from sixty
    CHILDREN = "children"  # of those at risk, below eighteen


@dataclass(frozen=True)
class Festival:
    """A day of the year people should not be alone on; `lunar` when month and day are of the lunar calendar."""

    name: Promise
    month: int
    day: int
    lunar: bool
    whom: Whom

    def on(self, year: int) -> date:
        """Its day in a solar year; a lunar festival of these months falls into the year of the same number."""
        if not self.lunar:
            return date(year, self.month, self.day)
        found: date = LunarDate(year, self.month, self.day).to_solar_date()
        return found


FESTIVALS = (
    Festival(_lazy("春节"), 1, 1, lunar=True, whom=Whom.EVERYBODY),
    Festival(_lazy("儿童节"), 6, 1, lunar=False, whom=Whom.CHILDREN),
    Festival(_lazy("中秋节"), 8, 15, lunar=True, whom=Whom.EVERYBODY),
    Festival(_lazy("重阳节"), 9, 9, lunar=True, whom=Whom.ELDERS),
)


def coming(today: date, until: date, days: int) -> list[tuple[Festival, date, date]]:
    """Festivals whose window opens by `until` and is not over: the festival, first and last day of its window.

    The window is the `days` that end with the festival itself.
    """
    found = []
    for year in (today.year, today.year + 1):
        for each in FESTIVALS:
            last = each.on(year)
            first = last - timedelta(days=days - 1)
            if first <= until and last >= today:
                found.append((each, first, last))
    return sorted(found, key=lambda each: each[2])


def is_of(whom: Whom, age: int | None) -> bool:
    """Does a festival for these concern somebody of this age? An unknown age is nobody's child and nobody's elder."""
    if whom is Whom.EVERYBODY:
        return True
    if age is None:
        return False
    return age >= ELDER_AGE if whom is Whom.ELDERS else age < CHILD_AGE
