"""Sixty-four bits that stand for a value, and for several together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Longs = NDArray[np.integer[Any]]
Keys = NDArray[np.uint64]
Mask = NDArray[np.bool_]


def first_of_each(keys: Keys) -> tuple[Longs, Longs]:
    """The first row of every different key, and for each row the number of its key."""
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return first, inverse


def mixed(value: Keys) -> Keys:
    """The finaliser of splitmix64: every bit of the input moves every bit of the output."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def joined(*parts: NDArray[Any]) -> Keys:
    """One key of several columns; 0, that is no key, where any of them is 0."""
    key = np.full(len(parts[0]), 0x9E3779B97F4A7C15, np.uint64)
    known = np.ones(len(parts[0]), bool)
    for part in parts:
        known &= part != 0
        key = mixed(key + part.astype(np.uint64))
    return np.where(known, key | np.uint64(1), np.uint64(0))
