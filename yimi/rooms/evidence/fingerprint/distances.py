"""Exact flat search over PDQ prints: every print of a shard, in one pass, no index to train or to lose."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .prints import Words

_STEP = 1 << 15  # prints a step: four columns of it stay in the processor's cache


def columns(bits: Words) -> tuple[NDArray[np.uint64], ...]:
    """n × 4 words as four contiguous columns, the form `within` reads."""
    return tuple(np.ascontiguousarray(bits[:, place]) for place in range(4))


def within(
    stored: tuple[NDArray[np.uint64], ...], asked: Words, limit: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """All pairs at most `limit` of 256 bits apart: (index of asked, index of stored, distance).

    Exact: the first two columns already exceed `limit` for nearly every pair, so the others are read for few.
    """
    found: list[tuple[int, NDArray[np.int64], NDArray[np.int64]]] = []
    for start in range(0, len(stored[0]), _STEP):
        part = [column[start : start + _STEP] for column in stored]
        for number, words in enumerate(asked):
            half = np.bitwise_count(part[0] ^ words[0])
            half += np.bitwise_count(part[1] ^ words[1])
            near = np.flatnonzero(half <= limit)
            if not len(near):
                continue
            rest = np.bitwise_count(part[2][near] ^ words[2]) + np.bitwise_count(part[3][near] ^ words[3])
            whole = half[near].astype(np.int64) + rest
            kept = whole <= limit
            if kept.any():
                found.append((number, near[kept] + start, whole[kept]))
    if not found:
        none = np.zeros(0, np.int64)
        return none, none, none
    numbers = np.concatenate([np.full(len(place), number, np.int64) for number, place, _ in found])
    return (
        numbers,
        np.concatenate([place for _, place, _ in found]),
        np.concatenate([far for *_, far in found]),
    )
