"""What is said of a pair: its levels, and how its cells were written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.levels import BORN, PLACE, Same, of_home
from yimi.rooms.people.linkage.matching import Pairs
from yimi.rooms.people.linkage.numbers import Kind
from yimi.rooms.people.linkage.register import Register


@dataclass(frozen=True)
class Facts:
    """What is said of one pair besides its levels; equal facts give equal reasons."""

    number: int
    born: int
    given: int
    phone: int
    village: int
    house: int
    surname: int
    written: int  # bits, see WRITTEN_NAME and those after it
    missing: int  # two bits for each of number, born, phone, village, house: left lacks it, right lacks it


WRITTEN_NAME, LEFT_CHECK, RIGHT_CHECK, FIFTEEN, SURNAME_SOUND = 1, 2, 4, 8, 16
MISSING = ("id", "dob", "phone", "village", "house")


def facts_of(left: Register, right: Register, pairs: Pairs) -> tuple[list[Facts], NDArray[np.int64]]:
    """The different facts, and for each pair the number of its own."""
    one, other = left.part(pairs.left), right.part(pairs.right)
    kinds = one.kind, other.kind
    written = (one.odd_name | other.odd_name).astype(np.int64) * WRITTEN_NAME
    written |= (kinds[0] == Kind.WRONG_CHECK) * LEFT_CHECK | (kinds[1] == Kind.WRONG_CHECK) * RIGHT_CHECK
    written |= ((kinds[0] == Kind.FIFTEEN) != (kinds[1] == Kind.FIFTEEN)) * FIFTEEN
    heard = (one.name[:, 0] != other.name[:, 0]) & (one.name[:, 0] != 0) & (other.name[:, 0] != 0)
    written |= (heard & (pairs.levels.home % PLACE == Same.EQUAL)) * SURNAME_SOUND
    missing = np.zeros(len(one), np.int64)
    for bit, field in enumerate(("id17", "born", "phone", "village", "house")):
        lists = bool((getattr(left, field) != 0).any()), bool((getattr(right, field) != 0).any())
        if all(lists):  # a column one list never had is no difference
            missing |= (getattr(one, field) == 0) * (1 << 2 * bit) | (getattr(other, field) == 0) * (
                2 << 2 * bit
            )
    who, home = pairs.levels.who.astype(np.int64), pairs.levels.home.astype(np.int64)
    columns = [who // BORN, who % BORN, pairs.levels.given, *of_home(home), written, missing]
    code = np.zeros(len(one), np.int64)
    for column, size in zip(columns, (6, 6, 5, 4, 3, 3, 3, 32, 1024), strict=True):
        code = code * size + column
    _, first, numbers = np.unique(code, return_index=True, return_inverse=True)
    return [Facts(*(int(column[place]) for column in columns)) for place in first.tolist()], numbers
