"""Chances among any two people, counted from the two lists."""

from __future__ import annotations

import numpy as np

from yimi.rooms.people.linkage import alike, beliefs, levels
from yimi.rooms.people.linkage.beliefs import Table
from yimi.rooms.people.linkage.counting import HOMES, counted, floored, sharing, suspect
from yimi.rooms.people.linkage.joining import Sorted, join, some
from yimi.rooms.people.linkage.levels import BORN, HOME, Born, Levels, Phone, Same
from yimi.rooms.people.linkage.register import Register
from yimi.rooms.people.linkage.traits import key

SPREAD = 150_000  # pairs of any two rows that are looked at


BELIEF_TWO = 20_000.0


STRIDE = 7_919


def chances_of_two(left: Register, right: Register) -> tuple[Table, Table, Table]:
    total = len(left) * len(right)
    size = min(SPREAD, total)
    place = np.arange(size, dtype=np.int64)
    rows = place % max(len(left), 1)
    others = (place * STRIDE + place // max(len(left), 1)) % max(len(right), 1)
    spread = alike.compare(left, right, rows, others)
    spread = spread.part(~suspect(spread))
    who = counted(spread.who, beliefs.WHO_OF_TWO, BELIEF_TWO)
    given = counted(spread.given, np.array(beliefs.GIVEN_OF_TWO), BELIEF_TWO)
    who = _among_equal_days(left, right, who)
    return floored(who, beliefs.NUMBER_OF_TWO_FLOOR), given, _homes(left, right, spread, total)


def _among_equal_days(left: Register, right: Register, who: Table) -> Table:
    """How alike the numbers of two people born on one day are: in one county they share fourteen digits."""
    rows, others = sharing(left, right, "born", HOMES)
    pairs = alike.compare(left, right, rows, others)
    kept = ~suspect(pairs) & (pairs.who % BORN == Born.EQUAL)
    belief = beliefs.product((0.45, 1e-9, 1e-9, 0.03, 0.519, 0.001))
    number = counted((pairs.who // BORN)[kept], belief, 500.0)
    table = who.reshape(-1, BORN).copy()
    table[:, Born.EQUAL] = number * table[:, Born.EQUAL].sum()
    out: Table = table.ravel()
    return out


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
    pairs = alike.compare(left, right, rows, others)
    counted: Table = np.bincount(pairs.home[~suspect(pairs)], minlength=HOME) / share
    return counted


def _places(spread: Levels) -> tuple[Table, Table, Table]:
    _, village, house, surname = levels.of_home(spread.home)
    belief = np.array((0.02, 0.02, 0.96))
    return (
        counted(village, belief, 50.0),
        counted(house, belief, 50.0),
        counted(surname, np.array((0.01, 0.06, 0.93)), 50.0),
    )
