"""The whole comparison of two registers: from rows to kept pairs with their certainty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage import alike
from yimi.rooms.people.linkage.assign import certainty, one_to_one, rivalled
from yimi.rooms.people.linkage.blocking import Index, candidates
from yimi.rooms.people.linkage.halves import both
from yimi.rooms.people.linkage.keys import Keys, Longs, mixed
from yimi.rooms.people.linkage.levels import Levels
from yimi.rooms.people.linkage.rarity import Frequencies
from yimi.rooms.people.linkage.register import Register
from yimi.rooms.people.linkage.weights import Weights, learn

#: Pairs less likely than this are no longer rivals of anybody.
HOPELESS = -7.0


KEPT_FROM = 0.05


@dataclass(frozen=True)
class Pairs:
    """Kept pairs, one to one, ordered by left row."""

    left: Longs
    right: Longs
    chance: NDArray[np.float64]
    levels: Levels


def match(
    left: Register, right: Register, progress: Callable[[str, float], None] = lambda step, share: None
) -> Pairs:
    """Who of the left list is who of the right one."""
    if not len(left) or not len(right):
        nobody, nothing = np.zeros(0, np.int64), np.zeros(0, np.uint8)
        return Pairs(nobody, nobody, np.zeros(0), Levels(nothing, nothing, nothing))
    progress("index", 0.0)
    rows, others = candidates(Index(left), Index(right))
    progress("compare", 0.3)
    pairs = alike.compare(left, right, rows, others)
    progress("learn", 0.6)
    weights = learn(left, right, pairs)
    progress("assign", 0.8)
    found = choose(left, right, rows, others, pairs, weights, Frequencies(left, right))
    progress("assign", 1.0)
    return found


def choose(
    left: Register,
    right: Register,
    rows: Longs,
    others: Longs,
    pairs: Levels,
    weights: Weights,
    names: Frequencies,
) -> Pairs:
    """Of the pairs looked at, those to keep."""
    odds = weights.score(pairs)
    likely = odds > HOPELESS - 6
    rows, others, odds, pairs = rows[likely], others[likely], odds[likely], pairs.part(likely)
    odds = odds + names.adjust(left, rows, pairs, weights)
    likely = odds > HOPELESS
    rows, others, odds, pairs = rows[likely], others[likely], odds[likely], pairs.part(likely)
    sizes = len(left), len(right)
    chance, kept = both(
        lambda: certainty(rows, others, odds, sizes), lambda: _kept(left, right, rows, others, odds)
    )
    kept = kept[chance[kept] >= KEPT_FROM]
    kept = kept[np.argsort(rows[kept], kind="stable")]
    return Pairs(rows[kept].astype(np.int64), others[kept].astype(np.int64), chance[kept], pairs.part(kept))


def _kept(left: Register, right: Register, rows: Longs, others: Longs, odds: NDArray[np.float64]) -> Longs:
    """Places of the pairs that remain when every row has one partner; only those with rivals have to be asked."""
    sizes = len(left), len(right)
    contested = rivalled(rows, others, sizes)
    asked = np.flatnonzero(contested)
    one, other = rows[asked], others[asked]
    won = asked[one_to_one(one, other, odds[asked], _ties(left, right, one, other), sizes)]
    return np.concatenate([np.flatnonzero(~contested), won])


def _ties(left: Register, right: Register, rows: Longs, others: Longs) -> Keys:
    """By what the rows say, so that neither the order of a list nor its side decides."""
    return mixed(_content(left.part(rows)) + _content(right.part(others)))


def _content(register: Register) -> Keys:
    key = register.name_key ^ mixed(register.phone.astype(np.uint64)) ^ register.house
    return mixed(
        key + mixed(register.id17.astype(np.uint64) + register.born.astype(np.uint64)) + register.village
    )
