"""How alike two rows are: a small number for who (number and birth), one for the given name, one for the home.

What belongs together is one number: a household shares phone, village, house and family name, and a resident number
holds the birth date, so that counting them apart would count one coincidence several times.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.keys import Longs

Level = NDArray[np.integer[Any]]


class Number(IntEnum):
    UNKNOWN = 0
    EQUAL = 1
    SLIP = 2  # one digit wrong or two neighbours swapped, and one of the two fails its check
    ALIKE = 3  # at most three digits differ and both pass: twins, brothers
    OTHER = 4
    SLIPS = 5  # two or three digits wrong and one fails its check


class Born(IntEnum):
    UNKNOWN = 0
    EQUAL = 1
    OPEN = 2  # what is known of both agrees
    SLIP = 3  # one digit, or day and month exchanged
    NEAR = 4  # two of year, month and day agree
    OTHER = 5


class Given(IntEnum):
    UNKNOWN = 0
    EQUAL = 1
    SOUND = 2
    PART = 3
    OTHER = 4


class Phone(IntEnum):
    UNKNOWN = 0
    EQUAL = 1
    SLIP = 2
    OTHER = 3


class Same(IntEnum):
    """Village, house and family name."""

    UNKNOWN = 0
    EQUAL = 1
    OTHER = 2


BORN, PLACE = len(Born), len(Same)


WHO = len(Number) * BORN


GIVEN = len(Given)


HOME = len(Phone) * PLACE**3


@dataclass(frozen=True)
class Levels:
    """One entry a pair."""

    who: Level
    given: Level
    home: Level

    def part(self, chosen: NDArray[np.bool_] | Longs) -> Levels:
        return Levels(self.who[chosen], self.given[chosen], self.home[chosen])


def of_home(home: NDArray[np.integer[Any]]) -> tuple[NDArray[np.integer[Any]], ...]:
    """Phone, village, house and family name out of one number."""
    return home // PLACE**3, home // PLACE**2 % PLACE, home // PLACE % PLACE, home % PLACE


def is_household(home: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Is sharing this much what people under one roof share?"""
    phone, village, house, surname = of_home(home)
    roof = (village == Same.EQUAL) & (house == Same.EQUAL)
    shared: NDArray[np.bool_] = roof | (
        (phone == Phone.EQUAL) & ((surname != Same.OTHER) | (village != Same.OTHER))
    )
    return shared
