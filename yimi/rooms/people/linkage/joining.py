"""Joining two columns of keys by sorting them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yimi.rooms.people.linkage.keys import Keys, Longs, mixed

#: A block with more pairs than this says nothing: the village clerk's phone under everybody's name.
LARGEST_BLOCK = 400


#: A key that would bring more pairs than this for a row is left out as a whole.
MOST_A_ROW = 6


@dataclass(frozen=True)
class Sorted:
    """The keys of a register in order, each with its row in the low bits."""

    packed: Keys
    bits: int

    @classmethod
    def of(cls, keys: Keys) -> Sorted:
        bits = max(len(keys).bit_length(), 1)
        rows = np.flatnonzero(keys).astype(np.uint64)
        top = keys[keys != 0] >> np.uint64(bits) << np.uint64(bits)
        return cls(np.sort(top | rows), bits)

    def split(self, bits: int) -> tuple[Keys, Longs]:
        """Keys cut to what both sides keep, and rows."""
        rows = (self.packed & np.uint64((1 << self.bits) - 1)).astype(np.int64)
        return self.packed >> np.uint64(bits), rows


def join(left: Sorted, right: Sorted, most: int = LARGEST_BLOCK) -> tuple[Longs, Longs]:
    """Rows with an equal key, blocks above `most` pairs left out."""
    bits = max(left.bits, right.bits)
    key_left, row_left = left.split(bits)
    key_right, row_right = right.split(bits)
    if not len(key_left) or not len(key_right):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts = np.searchsorted(key_right, key_left)
    found = key_right[np.minimum(starts, len(key_right) - 1)] == key_left
    starts, key_left, row_left = starts[found], key_left[found], row_left[found]
    ends = _run_ends(key_right)
    count = ends[starts] - starts
    change = np.flatnonzero(np.r_[True, key_left[1:] != key_left[:-1]]) if len(key_left) else np.zeros(0, int)
    own = np.repeat(np.diff(np.r_[change, len(key_left)]), np.diff(np.r_[change, len(key_left)]))
    count = np.where(own * count > most, 0, count)
    total = int(count.sum())
    if total > MOST_A_ROW * (len(row_left) + len(row_right)) + most:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first = np.repeat(starts - (np.cumsum(count) - count), count)
    return np.repeat(row_left, count), row_right[first + np.arange(total)]


def _run_ends(keys: Keys) -> Longs:
    """For each place, where its run of equal keys ends."""
    change = np.flatnonzero(np.r_[keys[1:] != keys[:-1], True]) + 1
    return np.repeat(change, np.diff(np.r_[0, change]))


def some(keys: Keys, share: float) -> Keys:
    """The same share of all keys on either side, by the key itself and not by chance."""
    if share >= 1:
        return keys
    chosen = mixed(keys ^ np.uint64(0x5851F42D4C957F2D)) < np.uint64(int(share * 2**64))
    return np.where(chosen, keys, np.uint64(0))
