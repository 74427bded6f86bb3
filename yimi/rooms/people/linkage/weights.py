"""What each level is worth, learnt from the two lists: Fellegi and Sunter's model over the three compound levels.

Chances among pairs of two people are counted (a fixed spread of pairs, shared homes and phones, pairs inside one list), not
drawn; chances among pairs of one person come from a few rounds of expectation and maximisation over the pairs looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage import beliefs, levels
from yimi.rooms.people.linkage.beliefs import Table
from yimi.rooms.people.linkage.blocking import Sorted, join, key, some
from yimi.rooms.people.linkage.cells import Longs
from yimi.rooms.people.linkage.levels import BORN, GIVEN, HOME, WHO, Born, Given, Levels, Number, Phone, Same
from yimi.rooms.people.linkage.register import Register

SPREAD = 150_000  # pairs of any two rows that are looked at
HOMES = 80_000  # pairs under one roof that are looked at, about
ROUNDS = 6
BELIEF_ONE = 60.0  # the beliefs weigh as much as so many pairs of one person
BELIEF_TWO = 20_000.0
BELIEF_KIN = 300.0
STRIDE = 7_919


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
    weights = Weights(beliefs.one_person(), _two(left, right), _kin(left, right), _first_share(left, right))
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


def _suspect(pairs: Levels) -> NDArray[np.bool_]:
    """May be one person: not to be counted among pairs of two."""
    number, born = pairs.who // BORN, pairs.who % BORN
    alike = np.isin(born, (Born.EQUAL, Born.OPEN, Born.SLIP)) & np.isin(
        pairs.given, (Given.EQUAL, Given.SOUND)
    )
    return alike | np.isin(number, (Number.EQUAL, Number.SLIP))


def _counted(level: NDArray[np.integer[Any]], belief: Table, weight: float) -> Table:
    counted = np.bincount(level, minlength=len(belief)) + weight * belief
    table: Table = counted / counted.sum()
    return table


def _floored(who: Table, floors: dict[Number, float]) -> Table:
    """Where two people have one number, a clerk erred: a matter of belief, never of counting."""
    out = who.reshape(-1, BORN).copy()
    known = out.sum(0)
    for number, floor in floors.items():
        out[number] = np.maximum(known * floor, 1e-13)
    table: Table = out.ravel()
    return table


def _two(left: Register, right: Register) -> tuple[Table, Table, Table]:
    total = len(left) * len(right)
    size = min(SPREAD, total)
    place = np.arange(size, dtype=np.int64)
    rows = place % max(len(left), 1)
    others = (place * STRIDE + place // max(len(left), 1)) % max(len(right), 1)
    spread = levels.compare(left, right, rows, others)
    spread = spread.part(~_suspect(spread))
    who = _counted(spread.who, beliefs.WHO_OF_TWO, BELIEF_TWO)
    given = _counted(spread.given, np.array(beliefs.GIVEN_OF_TWO), BELIEF_TWO)
    who = _among_equal_days(left, right, who)
    return _floored(who, beliefs.NUMBER_OF_TWO_FLOOR), given, _homes(left, right, spread, total)


def _among_equal_days(left: Register, right: Register, who: Table) -> Table:
    """How alike the numbers of two people born on one day are: in one county they share fourteen digits."""
    rows, others = _joined(left, right, "born", HOMES)
    pairs = levels.compare(left, right, rows, others)
    kept = ~_suspect(pairs) & (pairs.who % BORN == Born.EQUAL)
    belief = beliefs.product((0.45, 1e-9, 1e-9, 0.03, 0.519, 0.001))
    number = _counted((pairs.who // BORN)[kept], belief, 500.0)
    table = who.reshape(-1, BORN).copy()
    table[:, Born.EQUAL] = number * table[:, Born.EQUAL].sum()
    out: Table = table.ravel()
    return out


def _joined(left: Register, right: Register, name: str, wanted: int) -> tuple[Longs, Longs]:
    """Pairs that share a key, for such a part of all keys that they are about as many as wanted."""
    one, other = key(left, name), key(right, name)
    probe = some(one, 1 / 64), some(other, 1 / 64)
    found = 64 * len(join(Sorted.of(probe[0]), Sorted.of(probe[1]), 10**9)[0])
    share = min(1.0, wanted / max(found, 1))
    return join(Sorted.of(some(one, share)), Sorted.of(some(other, share)), 10**9)


def _homes(left: Register, right: Register, spread: Levels, total: int) -> Table:
    """Chances of sharing phone, village, house and family name, for any two people."""
    belief = beliefs.two_people(_places(spread), max(len(left), len(right)))
    counts = np.bincount(spread.home, minlength=HOME) * (total / max(len(spread.home), 1))
    home = np.arange(HOME)
    phone, village, house, _ = levels.of_home(home)
    by_phone = phone == Phone.EQUAL
    by_roof = ~by_phone & (village == Same.EQUAL) & (house == Same.EQUAL)
    for cells, name in ((by_phone, "phone"), (by_roof, "home")):
        counts[cells] = _enumerated(left, right, name)[cells]
    weight = 10.0 * max(len(left), len(right))
    table: Table = np.maximum((counts + weight * belief) / (total + weight), 1e-15)
    return table


def _enumerated(left: Register, right: Register, name: str) -> Table:
    one, other = key(left, name), key(right, name)
    probe = len(join(Sorted.of(some(one, 1 / 16)), Sorted.of(some(other, 1 / 16)), 10**9)[0]) * 16
    share = min(1.0, HOMES / max(probe, 1))
    rows, others = join(Sorted.of(some(one, share)), Sorted.of(some(other, share)), 10**9)
    pairs = levels.compare(left, right, rows, others)
    counted: Table = np.bincount(pairs.home[~_suspect(pairs)], minlength=HOME) / share
    return counted


def _places(spread: Levels) -> tuple[Table, Table, Table]:
    _, village, house, surname = levels.of_home(spread.home)
    belief = np.array((0.02, 0.02, 0.96))
    return (
        _counted(village, belief, 50.0),
        _counted(house, belief, 50.0),
        _counted(surname, np.array((0.01, 0.06, 0.93)), 50.0),
    )


def _kin(left: Register, right: Register) -> tuple[Table, Table]:
    """People under one roof, each list by itself: there a pair is two people."""
    who = np.zeros(WHO)
    given = np.zeros(GIVEN)
    for register in (left, right):
        for name in ("phone", "home"):
            rows, others = _joined(register, register, name, HOMES // 2)
            rows, others = rows[rows < others], others[rows < others]
            pairs = levels.compare(register, register, rows, others)
            pairs = pairs.part(~_suspect(pairs) & levels.is_household(pairs.home))
            who += np.bincount(pairs.who, minlength=WHO)
            given += np.bincount(pairs.given, minlength=GIVEN)
    who = who + BELIEF_KIN * beliefs.WHO_OF_KIN
    given = given + BELIEF_KIN * np.array(beliefs.GIVEN_OF_KIN)
    return _floored(who / who.sum(), beliefs.NUMBER_OF_KIN_FLOOR), given / given.sum()
