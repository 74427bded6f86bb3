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

from yimi.rooms.people.linkage import digits
from yimi.rooms.people.linkage.cells import Longs
from yimi.rooms.people.linkage.names import given, sounds
from yimi.rooms.people.linkage.numbers import Kind
from yimi.rooms.people.linkage.register import Register

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
PIECE = 1 << 16  # pairs a time


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


def compare(left: Register, right: Register, rows: Longs, others: Longs) -> Levels:
    """The levels of the pairs (rows[k], others[k]); the same when left and right change places."""
    out = Levels(*(np.zeros(len(rows), np.uint8) for _ in range(3)))
    for at in range(0, len(rows), PIECE):
        here = slice(at, at + PIECE)
        piece = _compare(left, right, rows[here], others[here])
        out.who[here], out.given[here], out.home[here] = piece.who, piece.given, piece.home
    return out


def _compare(left: Register, right: Register, rows: Longs, others: Longs) -> Levels:
    number = _numbers(left, right, rows, others)
    born = _days(left.born[rows], right.born[others])
    surname, first = _names(left, right, rows, others)
    phone = _phones(left, right, rows, others)
    village = _same(left.village[rows], right.village[others])
    house = _same(left.house[rows], right.house[others])
    home = ((phone * PLACE + village) * PLACE + house) * PLACE + surname
    return Levels((number * BORN + born).astype(np.uint8), first, home.astype(np.uint8))


def _same(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> Level:
    out = np.where(one == other, Same.EQUAL, Same.OTHER).astype(np.uint8)
    out[(one == 0) | (other == 0)] = Same.UNKNOWN
    return out


def _numbers(left: Register, right: Register, rows: Longs, others: Longs) -> Level:
    one, other = left.id17[rows], right.id17[others]
    level = np.full(len(rows), Number.OTHER, np.uint8)
    level[(one == 0) | (other == 0) | ((one < 0) != (other < 0))] = Number.UNKNOWN
    checks = left.check[rows], right.check[others]
    level[(one == other) & (one != 0) & (checks[0] == checks[1])] = Number.EQUAL
    open_ = np.flatnonzero((level == Number.OTHER) & (one > 0))
    rows, others = rows[open_], others[open_]
    ends = left.id_digits[rows], right.id_digits[others]
    marks = digits.differing(*ends)
    heads = one[open_] // 10**15 != other[open_] // 10**15
    wrong = digits.count(marks) + 2 * heads
    slip = ~heads & ((wrong == 1) | digits.exchanged(*ends, marks))
    failing = (left.kind[rows] == Kind.WRONG_CHECK) | (right.kind[others] == Kind.WRONG_CHECK)
    near = wrong <= 3
    level[open_[near & ~failing]] = Number.ALIKE
    level[open_[near & failing]] = Number.SLIPS
    level[open_[slip & failing]] = Number.SLIP
    return level


def _phones(left: Register, right: Register, rows: Longs, others: Longs) -> Level:
    one, other = left.phone[rows], right.phone[others]
    level = np.full(len(rows), Phone.OTHER, np.uint8)
    level[one == other] = Phone.EQUAL
    level[(one == 0) | (other == 0)] = Phone.UNKNOWN
    open_ = np.flatnonzero(level == Phone.OTHER)
    pair = left.phone_digits[rows[open_]], right.phone_digits[others[open_]]
    marks = digits.differing(*pair)
    level[open_[(digits.count(marks) == 1) | digits.exchanged(*pair, marks)]] = Phone.SLIP
    return level


def _days(one: NDArray[np.int32], other: NDArray[np.int32]) -> Level:
    parts = [(value // 10_000, value // 100 % 100, value % 100) for value in (one, other)]
    same = [a == b for a, b in zip(*parts, strict=True)]
    open_ = [(a == 0) | (b == 0) for a, b in zip(*parts, strict=True)]
    level = np.full(len(one), Born.OTHER, np.uint8)
    equal = same[0].astype(np.uint8) + same[1] + same[2]
    level[equal == 2] = Born.NEAR
    near = np.flatnonzero(equal >= 1)
    wrong = digits.count(digits.differing(digits.packed(one[near], 8), digits.packed(other[near], 8)))
    (_, month, day), (_, other_month, other_day) = parts
    exchanged = same[0] & (month == other_day) & (day == other_month)
    level[near[wrong == 1]] = Born.SLIP
    level[exchanged] = Born.SLIP
    level[same[0] & (same[1] | open_[1]) & (same[2] | open_[2])] = Born.OPEN
    level[one == other] = Born.EQUAL
    level[(one == other) & (one % 100 == 0)] = Born.OPEN
    level[(one == 0) | (other == 0)] = Born.UNKNOWN
    return level


def _names(left: Register, right: Register, rows: Longs, others: Longs) -> tuple[Level, Level]:
    names, other_names = left.name[rows], right.name[others]
    heard, other_heard = sounds(names), sounds(other_names)
    sizes = left.surname[rows], right.surname[others]
    unknown = (names[:, 0] == 0) | (other_names[:, 0] == 0)
    both = (sizes[0] == 2) & (sizes[1] == 2)
    surname = np.full(len(rows), Same.OTHER, np.uint8)
    surname[(heard[:, 0] == other_heard[:, 0]) & (~both | (heard[:, 1] == other_heard[:, 1]))] = Same.EQUAL
    surname[unknown] = Same.UNKNOWN
    first, other_first = given(names, sizes[0]), given(other_names, sizes[1])
    tone, other_tone = given(heard, sizes[0]), given(other_heard, sizes[1])
    level = np.full(len(rows), Given.OTHER, np.uint8)
    level[((tone == other_tone) & (tone != 0)).any(1) | _inside(tone, other_tone)] = Given.PART
    level[(tone == other_tone).all(1)] = Given.SOUND
    level[(first == other_first).all(1)] = Given.EQUAL
    level[unknown | (first[:, 0] == 0) | (other_first[:, 0] == 0)] = Given.UNKNOWN
    return surname, level


def _inside(tone: NDArray[np.uint16], other: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """A character left out, or the two exchanged: 国强 and 强, 建国 and 国建."""
    crossed = (
        ((tone[:, 0] == other[:, 1]) | (tone[:, 1] == other[:, 0])) & (tone[:, 0] != 0) & (other[:, 0] != 0)
    )
    known: NDArray[np.bool_] = crossed & ((tone[:, 1] != 0) | (other[:, 1] != 0))
    return known
