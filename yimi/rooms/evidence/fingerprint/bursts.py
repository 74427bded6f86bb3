"""Pictures of one moment inside one session: legal, and counted once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .engine import SAME_PICTURE
from .looking import Look
from .verdict import Verdict
from .verifying import verify


def groups(looks: Sequence[Look]) -> list[list[int]]:
    """Indices of `looks` (in order of capture) grouped by what shows the same picture; singles included.

    A group grows from its first picture, so a slow pan does not chain everything together.
    """
    found: list[list[int]] = []
    for number, one in enumerate(looks):
        home = next((group for group in found if _alike(one, looks[group[0]])), None)
        if home is None:
            found.append([number])
        else:
            home.append(number)
    return found


def _alike(one: Look, other: Look) -> bool:
    mine, theirs = one.record.prints, other.record.prints
    apart = int(np.bitwise_count(mine.bits[0] ^ theirs.bits[0]).sum())
    usable = bool(mine.usable[0] and theirs.usable[0])
    if usable and apart <= SAME_PICTURE // 2:
        return True
    nominated = apart if usable and apart <= SAME_PICTURE else None
    return verify(one.whole, other.record, distance=nominated).verdict == Verdict.SAME_PICTURE
