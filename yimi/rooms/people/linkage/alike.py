"""How alike two rows are: the levels of a pair, the same from either side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.alike_names import names_alike
from yimi.rooms.people.linkage.alike_numbers import days_alike, numbers_alike, phones_alike
from yimi.rooms.people.linkage.halves import both
from yimi.rooms.people.linkage.keys import Longs
from yimi.rooms.people.linkage.levels import BORN, PLACE, Level, Levels, Same
from yimi.rooms.people.linkage.register import Register

PIECE = 1 << 16  # pairs a time
DIVIDED = 1 << 18  # fewer are not worth two processes


def compare(left: Register, right: Register, rows: Longs, others: Longs) -> Levels:
    """The levels of the pairs (rows[k], others[k]); the same when left and right change places."""
    if len(rows) < DIVIDED:
        return _in_pieces(left, right, rows, others)
    for each in (left, right):
        assert (
            len(each.surname) == len(each.id_digits) == len(each.phone_digits)
        )  # made once, before dividing
    half = len(rows) // 2
    one, other = both(
        lambda: _in_pieces(left, right, rows[:half], others[:half]),
        lambda: _in_pieces(left, right, rows[half:], others[half:]),
    )
    return Levels(
        np.concatenate([one.who, other.who]),
        np.concatenate([one.given, other.given]),
        np.concatenate([one.home, other.home]),
    )


def _in_pieces(left: Register, right: Register, rows: Longs, others: Longs) -> Levels:
    out = Levels(*(np.zeros(len(rows), np.uint8) for _ in range(3)))
    for at in range(0, len(rows), PIECE):
        here = slice(at, at + PIECE)
        piece = _compare(left, right, rows[here], others[here])
        out.who[here], out.given[here], out.home[here] = piece.who, piece.given, piece.home
    return out


def _compare(left: Register, right: Register, rows: Longs, others: Longs) -> Levels:
    number = numbers_alike(left, right, rows, others)
    born = days_alike(left.born[rows], right.born[others])
    surname, first = names_alike(left, right, rows, others)
    phone = phones_alike(left, right, rows, others)
    village = _same(left.village[rows], right.village[others])
    house = _same(left.house[rows], right.house[others])
    home = ((phone * PLACE + village) * PLACE + house) * PLACE + surname
    return Levels((number * BORN + born).astype(np.uint8), first, home.astype(np.uint8))


def _same(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> Level:
    out = np.where(one == other, Same.EQUAL, Same.OTHER).astype(np.uint8)
    out[(one == 0) | (other == 0)] = Same.UNKNOWN
    return out
