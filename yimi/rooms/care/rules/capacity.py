"""What colours promise in visits, against what people can do (D6 capacity check). Arithmetic alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yimi.rooms.care.states import Colour

MONTHS = 12
#: How often a year somebody has to come in person: every week, every month, every quarter, twice (D6).
HOME_A_YEAR: dict[str, int] = {Colour.RED: 52, Colour.YELLOW: 12, Colour.BLUE: 4, Colour.GREEN: 2}
#: How many of the periods of a colour's rhythm a year has: weeks, months, months, quarters.
PERIODS_A_YEAR: dict[str, int] = {Colour.RED: 52, Colour.YELLOW: 12, Colour.BLUE: 12, Colour.GREEN: 4}


@dataclass(frozen=True)
class Promise:
    """Contacts a year, and those of them in person."""

    contacts: int
    at_home: int

    @property
    def a_month(self) -> int:
        return -(-self.contacts // MONTHS)

    @property
    def at_home_a_month(self) -> int:
        return -(-self.at_home // MONTHS)


def promised(people: Mapping[str, int], contacts: Mapping[str, int]) -> Promise:
    """What so many people of each colour come to; `contacts`: how many in each period of the colour (figures)."""
    return Promise(
        contacts=sum(people.get(each, 0) * contacts[each] * PERIODS_A_YEAR[each] for each in Colour),
        at_home=sum(people.get(each, 0) * HOME_A_YEAR[each] for each in Colour),
    )


def moved(people: Mapping[str, int], changes: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """The people by colour after `changes`: {(colour before or "", colour after): how many}."""
    after = {each.value: people.get(each, 0) for each in Colour}
    for (old, new), number in changes.items():
        if old:
            after[old] -= number
        after[new] = after.get(new, 0) + number
    return after


def share(needed: int, can: int) -> int | None:
    """Percent of what can be done; None when nobody is there to do it."""
    return round(100 * needed / can) if can else None
