"""Where two numbers differ, digit by digit: four bits a digit, so that one exclusive-or compares sixteen."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.keys import Mask

Packed = NDArray[np.uint64]
TEN_THOUSAND = np.uint64(10_000)
#: 0 to 9999 in four bits a digit.
FOUR = np.zeros(10_000, np.uint64)
for _place in range(4):
    FOUR |= np.arange(10_000, dtype=np.uint64) // np.uint64(10**_place) % np.uint64(10) << np.uint64(
        4 * _place
    )
ONES = np.uint64(0x1111111111111111)


def packed(values: NDArray[Any], width: int) -> Packed:
    """The last `width` (at most 16) decimal digits, the last one lowest."""
    rest = values.astype(np.uint64)
    out = np.zeros(len(values), np.uint64)
    for place in range(0, width, 4):
        upper = rest // TEN_THOUSAND
        out |= FOUR[rest - upper * TEN_THOUSAND] << np.uint64(4 * place)
        rest = upper
    return out & np.uint64((1 << 4 * width) - 1)


def differing(one: Packed, other: Packed) -> Packed:
    """A 1 in the lowest bit of every digit that differs."""
    change = one ^ other
    change = change | change >> np.uint64(2)
    return (change | change >> np.uint64(1)) & ONES


def count(marks: Packed) -> NDArray[np.uint8]:
    return np.bitwise_count(marks)


def exchanged(one: Packed, other: Packed, marks: Packed) -> Mask:
    """Are the two the same but for two neighbours that changed places?"""
    low = marks & (~marks + np.uint64(1))
    beside: Mask = (marks != 0) & (marks == (low | low << np.uint64(4)))
    out = np.zeros(len(marks), bool)
    at = np.flatnonzero(beside)
    place = np.bitwise_count(low[at] - np.uint64(1)).astype(np.uint64)
    pair, other_pair = (one[at] >> place) & np.uint64(255), (other[at] >> place) & np.uint64(255)
    out[at] = (pair >> np.uint64(4) == other_pair & np.uint64(15)) & (
        pair & np.uint64(15) == other_pair >> np.uint64(4)
    )
    return out
