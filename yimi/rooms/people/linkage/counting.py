"""Counting levels among pairs that cannot be one person."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.beliefs import Table
from yimi.rooms.people.linkage.joining import Sorted, join, some
from yimi.rooms.people.linkage.keys import Longs
from yimi.rooms.people.linkage.levels import BORN, Born, Given, Levels, Number
from yimi.rooms.people.linkage.register import Register
from yimi.rooms.people.linkage.traits import key

HOMES = 80_000  # pairs under one roof that are looked at, about


def suspect(pairs: Levels) -> NDArray[np.bool_]:
    """May be one person: not to be counted among pairs of two."""
    number, born = pairs.who // BORN, pairs.who % BORN
    alike = np.isin(born, (Born.EQUAL, Born.OPEN, Born.SLIP)) & np.isin(
        pairs.given, (Given.EQUAL, Given.SOUND)
    )
    return alike | np.isin(number, (Number.EQUAL, Number.SLIP))


def counted(level: NDArray[np.integer[Any]], belief: Table, weight: float) -> Table:
    """Shares of the levels; the belief weighs as much as `weight` pairs."""
    number = np.bincount(level, minlength=len(belief)) + weight * belief
    table: Table = number / number.sum()
    return table


def floored(who: Table, floors: dict[Number, float]) -> Table:
    """Where two people have one number, a clerk erred: a matter of belief, never of counting."""
    out = who.reshape(-1, BORN).copy()
    known = out.sum(0)
    for number, floor in floors.items():
        out[number] = np.maximum(known * floor, 1e-13)
    table: Table = out.ravel()
    return table


def sharing(left: Register, right: Register, name: str, wanted: int) -> tuple[Longs, Longs]:
    """Pairs that share a key, for such a part of all keys that they are about as many as wanted."""
    one, other = key(left, name), key(right, name)
    probe = some(one, 1 / 64), some(other, 1 / 64)
    found = 64 * len(join(Sorted.of(probe[0]), Sorted.of(probe[1]), 10**9)[0])
    share = min(1.0, wanted / max(found, 1))
    return join(Sorted.of(some(one, share)), Sorted.of(some(other, share)), 10**9)
