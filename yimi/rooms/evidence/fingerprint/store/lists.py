"""Inverted lists: for each word the pictures that hold it, with a 32-bit signature to tell chance from kinship."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.evidence.fingerprint.codebook import WORDS

NEAR = 9  # of 32 signature bits: farther apart is chance (kin differ by 6 on average, strangers by 16)
_WEIGHT = np.exp(-((np.arange(33) / 7.0) ** 2)).astype(np.float32)
_CROWDED = 24  # times the mean length: such a list tells nothing and costs most of the time
_LONG = 150  # features a list on average beyond which lists are read one by one
Weights = NDArray[np.float32]


@dataclass(frozen=True)
class Lists:
    """starts: WORDS + 1 · entries, signatures: one for each stored feature, ordered by word ·
    length: number of pictures."""

    starts: NDArray[np.int64]
    entries: NDArray[np.uint32]
    signatures: NDArray[np.uint32]
    length: int

    def votes(
        self, words: NDArray[np.int64], signatures: NDArray[np.uint32], budget: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(pictures that share something, their scores) from n × probes words and signatures.

        budget: features looked at, at most; the shortest lists first, for they tell most.
        """
        keys, asked = words.ravel(), signatures.ravel()
        first = self.starts[keys]
        count = self.starts[keys + 1] - first
        crowd = max(64.0, _CROWDED * len(self.entries) / WORDS)
        kept = (count > 0) & (count <= crowd)
        first, count, asked = first[kept], count[kept], asked[kept]
        if count.sum() > budget:
            order = np.argsort(count, kind="stable")
            order = order[: int(np.searchsorted(np.cumsum(count[order]), budget))]
            first, count, asked = first[order], count[order], asked[order]
        if not len(count):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        rarity = np.log1p(self.length / np.maximum(count, 1)).astype(np.float32)
        long = count.mean() > _LONG
        entries, weights = (self._by_list if long else self._at_once)(first, count, asked, rarity)
        found, place = np.unique(entries, return_inverse=True)
        return found.astype(np.int64), np.bincount(place, weights, minlength=len(found)).astype(np.float32)

    def _by_list(
        self, first: NDArray[np.int64], count: NDArray[np.int64], asked: NDArray[np.uint32], rarity: Weights
    ) -> tuple[NDArray[np.uint32], Weights]:
        """List after list, each read as it lies in memory."""
        entries, weights = [], []
        for begin, length, signature, weight in zip(
            first.tolist(), count.tolist(), asked, rarity.tolist(), strict=True
        ):
            apart = np.bitwise_count(self.signatures[begin : begin + length] ^ signature)
            near = np.flatnonzero(apart <= NEAR)
            if len(near):
                entries.append(self.entries[begin + near])
                weights.append(_WEIGHT[apart[near]] * weight)
        if not entries:
            return np.zeros(0, np.uint32), np.zeros(0, np.float32)
        return np.concatenate(entries), np.concatenate(weights).astype(np.float32)

    def _at_once(
        self, first: NDArray[np.int64], count: NDArray[np.int64], asked: NDArray[np.uint32], rarity: Weights
    ) -> tuple[NDArray[np.uint32], Weights]:
        """All lists in one sweep: short ones cost more to begin than to read."""
        ends = np.cumsum(count)
        place = np.arange(int(ends[-1]), dtype=np.int64)
        place += np.repeat(first - (ends - count), count)
        apart = np.bitwise_count(self.signatures[place] ^ np.repeat(asked, count))
        near = np.flatnonzero(apart <= NEAR)
        weight = _WEIGHT[apart[near]] * rarity[np.searchsorted(ends, near, side="right")]
        return self.entries[place[near]], weight


def lists(
    words: NDArray[np.int64], entries: NDArray[np.uint32], signatures: NDArray[np.uint32], length: int
) -> Lists:
    """Order features by word. All three arrays have one element a feature."""
    order = np.argsort(words, kind="stable")
    starts = np.searchsorted(words[order], np.arange(WORDS + 1))
    return Lists(starts.astype(np.int64), entries[order], signatures[order], length)


def joined(several: Sequence[Lists]) -> Lists:
    """One set of lists out of several; pictures are numbered on. Costs a sort, no feature is computed again."""
    words, entries, signatures, length = [], [], [], 0
    for one in several:
        words.append(np.repeat(np.arange(WORDS, dtype=np.int64), np.diff(one.starts)))
        entries.append(one.entries + np.uint32(length))
        signatures.append(one.signatures)
        length += one.length
    return lists(np.concatenate(words), np.concatenate(entries), np.concatenate(signatures), length)
