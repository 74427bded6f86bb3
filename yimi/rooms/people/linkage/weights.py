"""What each level is worth, learnt from the two lists: Fellegi and Sunter's model over the three compound levels.

Chances among pairs of two people are counted (a fixed spread of pairs, shared homes and phones, pairs inside one list), not
drawn; chances among pairs of one person come from a few rounds of expectation and maximisation over the pairs looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage import beliefs, levels
from yimi.rooms.people.linkage.beliefs import Table
from yimi.rooms.people.linkage.halves import both
from yimi.rooms.people.linkage.keys import Longs
from yimi.rooms.people.linkage.kin import chances_of_kin
from yimi.rooms.people.linkage.levels import GIVEN, HOME, Levels
from yimi.rooms.people.linkage.register import Register
from yimi.rooms.people.linkage.strangers import chances_of_two

ROUNDS = 6


BELIEF_ONE = 60.0  # the beliefs weigh as much as so many pairs of one person


@dataclass(frozen=True)
class Weights:
    """Logarithms of how much likelier each level is for one person than for two; `prior` before anything is seen."""

    one: tuple[Table, Table, Table]
    two: tuple[Table, Table, Table]
    kin: tuple[Table, Table]
    share: float

    def score(self, pairs: Levels) -> NDArray[np.float64]:
        """Log odds of being one person, without the rarity of the very name."""
        who, given, home = self.tables()
        household = levels.is_household(np.arange(HOME)).astype(np.int64)[pairs.home]
        out: NDArray[np.float64] = (
            who[household, pairs.who] + given[household, pairs.given] + home[pairs.home]
        )
        return np.asarray(out + np.log(self.share / (1 - self.share)), np.float64)

    def tables(self) -> tuple[Table, Table, Table]:
        who = np.log(self.one[0]) - np.log(np.stack([self.two[0], self.kin[0]]))
        given = np.log(self.one[1]) - np.log(np.stack([self.two[1], self.kin[1]]))
        return who, given, np.log(self.one[2]) - np.log(self.two[2])


def learn(left: Register, right: Register, pairs: Levels) -> Weights:
    """From the two lists and the levels of the pairs looked at."""
    two, kin = both(lambda: chances_of_two(left, right), lambda: chances_of_kin(left, right))
    weights = Weights(beliefs.one_person(), two, kin, _first_share(left, right))
    codes = (pairs.who.astype(np.int64) * GIVEN + pairs.given) * HOME + pairs.home
    every = np.bincount(codes, minlength=1)
    patterns = np.flatnonzero(every)
    count = every[patterns]
    seen = Levels(patterns // (GIVEN * HOME), patterns // HOME % GIVEN, patterns % HOME)
    for _ in range(ROUNDS):
        weights = _again(weights, seen, count, len(left) * len(right), min(len(left), len(right)))
    return weights


def _first_share(left: Register, right: Register) -> float:
    return 0.3 * max(min(len(left), len(right)), 1) / max(len(left) * len(right), 1)


def _again(weights: Weights, seen: Levels, count: Longs, pairs: int, most: int) -> Weights:
    odds = np.clip(weights.score(seen), -60, 60)
    expected = count / (1 + np.exp(-odds))
    believed = beliefs.one_person()
    tables = []
    for level, belief in zip((seen.who, seen.given, seen.home), believed, strict=True):
        counted = np.bincount(level, expected, len(belief)) + BELIEF_ONE * belief
        tables.append(counted / counted.sum())
    matches = float(min(max(expected.sum(), 0.5), most))
    share = min(matches / max(pairs, 1), 0.5)
    return Weights((tables[0], tables[1], tables[2]), weights.two, weights.kin, share)
