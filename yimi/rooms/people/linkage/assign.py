"""One row to one row, and how sure that is beside its rivals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.keys import Longs

Scores = NDArray[np.float64]


def certainty(rows: Longs, others: Longs, odds: Scores, sizes: tuple[int, int]) -> Scores:
    """The chance that a pair is one person, when each row has at most one partner.

    A rival that surely belongs to somebody else takes nothing away: that is asked twice.
    """
    contested = rivalled(rows, others, sizes)
    weight = np.exp(np.clip(odds, -40, 40))
    out: Scores = weight / (1 + weight)
    out[contested] = _rivalry(rows[contested], others[contested], weight[contested], sizes)
    return out


def rivalled(rows: Longs, others: Longs, sizes: tuple[int, int]) -> NDArray[np.bool_]:
    """Which pairs share a row with another pair; the rest are kept or not for their own sake."""
    found: NDArray[np.bool_] = np.bincount(rows, minlength=sizes[0])[rows] > 1
    return found | (np.bincount(others, minlength=sizes[1])[others] > 1)


def _rivalry(rows: Longs, others: Longs, weight: Scores, sizes: tuple[int, int]) -> Scores:
    chance = _shared(rows, others, weight, weight, weight, sizes)
    for _ in range(2):
        free_other = 1 - _best_of_rest(others, chance, sizes[1])
        free_row = 1 - _best_of_rest(rows, chance, sizes[0])
        chance = _shared(rows, others, weight, weight * free_other, weight * free_row, sizes)
    return chance


def _shared(
    rows: Longs, others: Longs, own: Scores, for_row: Scores, for_other: Scores, sizes: tuple[int, int]
) -> Scores:
    """Each pair beside what the rivals of its two rows weigh."""
    by_row = np.bincount(rows, for_row, sizes[0])[rows] - for_row
    by_other = np.bincount(others, for_other, sizes[1])[others] - for_other
    chance: Scores = own / (1 + own + np.maximum(by_row, 0) + np.maximum(by_other, 0))
    return chance


def _best_of_rest(side: Longs, chance: Scores, size: int) -> Scores:
    """For each pair, the best chance its row of `side` has with anybody else."""
    best, second = np.zeros(size), np.zeros(size)
    np.maximum.at(best, side, chance)
    at_best = chance == best[side]
    alone = (
        np.bincount(side[at_best], minlength=size) == 1
    )  # of two that are best, either is the other's rival
    np.maximum.at(second, side[~at_best], chance[~at_best])
    return np.where(at_best & alone[side], second[side], best[side])


def one_to_one(
    rows: Longs, others: Longs, score: Scores, ties: NDArray[np.uint64], sizes: tuple[int, int]
) -> Longs:
    """Places of the kept pairs: the best first, each row once. `ties` decides between equal scores."""
    order = np.lexsort((rows, others, ties, -score))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    open_, kept = np.arange(len(order)), []
    best_row, best_other = np.empty(sizes[0], np.int64), np.empty(sizes[1], np.int64)
    used_row, used_other = np.zeros(sizes[0], bool), np.zeros(sizes[1], bool)
    while len(open_):
        row, other, mine = rows[open_], others[open_], rank[open_]
        best_row[row], best_other[other] = len(order), len(order)
        np.minimum.at(best_row, row, mine)
        np.minimum.at(best_other, other, mine)
        mutual = (best_row[row] == mine) & (best_other[other] == mine)
        kept.append(open_[mutual])
        used_row[row[mutual]] = True
        used_other[other[mutual]] = True
        open_ = open_[~used_row[row] & ~used_other[other]]
    return np.sort(np.concatenate(kept)) if kept else np.zeros(0, np.int64)
