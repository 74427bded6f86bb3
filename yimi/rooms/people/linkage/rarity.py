"""A rare name in common says more than a frequent one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.keys import Keys, Longs
from yimi.rooms.people.linkage.levels import GIVEN, PLACE, Given, Levels, Same, is_household
from yimi.rooms.people.linkage.register import Register
from yimi.rooms.people.linkage.weights import Weights

#: Of lists too short to know, a name is as frequent as this.
USUAL_GIVEN, USUAL_SURNAME = 1e-3, 0.06
BELIEF = 2_000.0


class Frequencies:
    """How frequent given names and family names are in both lists together."""

    def __init__(self, left: Register, right: Register) -> None:
        self.given = _Counter(left.given_key, right.given_key, USUAL_GIVEN)
        self.surname = _Counter(left.surname_key, right.surname_key, USUAL_SURNAME)

    def adjust(self, left: Register, rows: Longs, pairs: Levels, weights: Weights) -> NDArray[np.float64]:
        """What to add to the log odds of each pair."""
        out = np.zeros(len(rows))
        equal = pairs.given == Given.EQUAL
        usual = np.log(np.stack([weights.two[1], weights.kin[1]])[:, Given.EQUAL])
        kin = is_household(pairs.home)
        out[equal] = usual[kin[equal].astype(int)] - np.log(self.given.of(left.given_key[rows[equal]]))
        stranger = ~kin & (pairs.home % PLACE == Same.EQUAL)
        typical = np.log(self.surname.coincidence)
        out[stranger] += typical - np.log(self.surname.of(left.surname_key[rows[stranger]]))
        return out


class _Counter:
    def __init__(self, left: Keys, right: Keys, usual: float) -> None:
        both = np.concatenate([left[left != 0], right[right != 0]])
        self.keys, counts = np.unique(both, return_counts=True)
        self.share = (counts + BELIEF * usual) / (len(both) + BELIEF)
        self.usual = usual
        known = counts / max(len(both), 1)
        self.coincidence = (float((known**2).sum()) * len(both) + BELIEF * usual) / (len(both) + BELIEF)

    def of(self, keys: Keys) -> NDArray[np.float64]:
        if not len(self.keys):
            return np.full(len(keys), self.usual)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[place] == keys, self.share[place], self.usual)


assert len(Given) == GIVEN
