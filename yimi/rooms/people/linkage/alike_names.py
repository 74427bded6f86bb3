"""Names side by side: written alike, heard alike, in part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.keys import Longs
from yimi.rooms.people.linkage.levels import Given, Level, Same
from yimi.rooms.people.linkage.names import given, sounds
from yimi.rooms.people.linkage.register import Register


def names_alike(left: Register, right: Register, rows: Longs, others: Longs) -> tuple[Level, Level]:
    names, other_names = left.name[rows], right.name[others]
    heard, other_heard = sounds(names), sounds(other_names)
    sizes = left.surname[rows], right.surname[others]
    unknown = (names[:, 0] == 0) | (other_names[:, 0] == 0)
    both = (sizes[0] == 2) & (sizes[1] == 2)
    surname = np.full(len(rows), Same.OTHER, np.uint8)
    surname[(heard[:, 0] == other_heard[:, 0]) & (~both | (heard[:, 1] == other_heard[:, 1]))] = Same.EQUAL
    surname[unknown] = Same.UNKNOWN
    first, other_first = given(names, sizes[0]), given(other_names, sizes[1])
    tone, other_tone = given(heard, sizes[0]), given(other_heard, sizes[1])
    level = np.full(len(rows), Given.OTHER, np.uint8)
    level[((tone == other_tone) & (tone != 0)).any(1) | _inside(tone, other_tone)] = Given.PART
    level[(tone == other_tone).all(1)] = Given.SOUND
    level[(first == other_first).all(1)] = Given.EQUAL
    level[unknown | (first[:, 0] == 0) | (other_first[:, 0] == 0)] = Given.UNKNOWN
    return surname, level


def _inside(tone: NDArray[np.uint16], other: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """A character left out, or the two exchanged: 国强 and 强, 建国 and 国建."""
    crossed = (
        ((tone[:, 0] == other[:, 1]) | (tone[:, 1] == other[:, 0])) & (tone[:, 0] != 0) & (other[:, 0] != 0)
    )
    known: NDArray[np.bool_] = crossed & ((tone[:, 1] != 0) | (other[:, 1] != 0))
    return known
