"""Identity numbers, telephones and birth dates side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage import digits
from yimi.rooms.people.linkage.keys import Longs
from yimi.rooms.people.linkage.levels import Born, Level, Number, Phone
from yimi.rooms.people.linkage.numbers import Kind
from yimi.rooms.people.linkage.register import Register


def numbers_alike(left: Register, right: Register, rows: Longs, others: Longs) -> Level:
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


def phones_alike(left: Register, right: Register, rows: Longs, others: Longs) -> Level:
    one, other = left.phone[rows], right.phone[others]
    level = np.full(len(rows), Phone.OTHER, np.uint8)
    level[one == other] = Phone.EQUAL
    level[(one == 0) | (other == 0)] = Phone.UNKNOWN
    open_ = np.flatnonzero(level == Phone.OTHER)
    pair = left.phone_digits[rows[open_]], right.phone_digits[others[open_]]
    marks = digits.differing(*pair)
    level[open_[(digits.count(marks) == 1) | digits.exchanged(*pair, marks)]] = Phone.SLIP
    return level


def days_alike(one: NDArray[np.int32], other: NDArray[np.int32]) -> Level:
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
