"""Exact flat search over PDQ prints: every print of a shard, in one pass, no index to train or to lose.

A print is 16 × 16 signs of cosines. Mirroring a picture turns the signs of every other column or row, so the eight
orientations of a picture are two prints with whole classes of signs turned. Ordered by class (even and odd rows, even and odd
columns: four words of 64), four counts give the distances of four orientations at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .prints import Words

_STEP = 1 << 15  # prints a step: four columns of it and their counts stay in the processor's cache
_KIN = 40  # bits an asked print may be off another one with classes turned; the median they are cut at moves a little
_ODD = np.uint64(0x5555555555555555)
_PAIRS, _NIBBLES, _BYTES = (
    np.uint64(mask) for mask in (0x3333333333333333, 0x0F0F0F0F0F0F0F0F, 0x00FF00FF00FF00FF)
)
Column = NDArray[np.uint64]
Counts = NDArray[np.uint8]


def columns(bits: Words) -> tuple[Column, ...]:
    """n × 4 words as four contiguous columns, a class of signs each: the form `within` reads."""
    classes = [np.zeros(len(bits), np.uint64) for _ in range(4)]
    for place in range(4):  # a word: four rows of sixteen signs
        word = np.ascontiguousarray(bits[:, place], np.uint64)
        for odd in (0, 1):
            half = (word >> np.uint64(odd)) & _ODD
            half = (half | half >> np.uint64(1)) & _PAIRS
            half = (half | half >> np.uint64(2)) & _NIBBLES
            half = (half | half >> np.uint64(4)) & _BYTES
            for row in (0, 1):
                lane = half >> np.uint64(16 * row)
                both = (lane & np.uint64(0xFF)) | (lane >> np.uint64(24)) & np.uint64(0xFF00)
                classes[2 * row + odd] |= both << np.uint64(16 * place)
    return tuple(classes)


@dataclass(frozen=True)
class _Kin:
    """number: of the asked print · words: its classes · turned: which of them stand turned in the one it is kin to ·
    off: bits by which it then still differs."""

    number: int
    words: tuple[np.uint64, ...]
    turned: tuple[bool, ...]
    off: int


def within(
    stored: tuple[Column, ...], asked: Words, limit: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """All pairs at most `limit` of 256 bits apart: (index of asked, index of stored, distance). Exact.

    stored: as `columns` makes it · asked: n × 4 words, in any number and of any kinship.
    """
    found: list[tuple[int, NDArray[np.int64], NDArray[np.int64]]] = []
    families = _families(columns(asked))
    size = min(_STEP, len(stored[0]))
    apart, held, total = np.empty(size, np.uint64), np.empty((4, size), np.uint8), np.empty(size, np.uint8)
    for start in range(0, len(stored[0]), _STEP):
        part = [column[start : start + _STEP] for column in stored]
        length = len(part[0])
        counts = held[:, :length]
        for family in families:
            for column, word, count in zip(part, family[0].words, counts, strict=True):
                np.bitwise_count(np.bitwise_xor(column, word, out=apart[:length]), out=count)
            for one in family:
                near = _nearly(counts, one, limit, total[:length])
                if not len(near):
                    continue
                whole = _apart(part, near, one)
                kept = whole <= limit
                if kept.any():
                    found.append((one.number, near[kept] + start, whole[kept]))
    return _joined(found)


def _nearly(counts: Counts, one: _Kin, limit: int, total: Counts) -> NDArray[np.int64]:
    """Where the print may be within the limit: what it is off its kin is added to the limit.

    Added and taken away modulo 256, where the result fits; 256 itself wraps to 0, is looked at and found to be far.
    """
    total.fill(64 * sum(one.turned) % 256)
    for count, turn in zip(counts, one.turned, strict=True):
        (np.subtract if turn else np.add)(total, count, out=total)
    return np.flatnonzero(total <= min(255, limit + one.off))


def _apart(part: list[Column], near: NDArray[np.int64], one: _Kin) -> NDArray[np.int64]:
    total = np.zeros(len(near), np.int64)
    for column, word in zip(part, one.words, strict=True):
        total += np.bitwise_count(column[near] ^ word)
    return total


def _families(asked: tuple[Column, ...]) -> list[list[_Kin]]:
    """The asked prints, each with the first one it is kin to."""
    families: list[list[_Kin]] = []
    for number in range(len(asked[0])):
        words = tuple(column[number] for column in asked)
        for family in families:
            apart = [int(np.bitwise_count(a ^ b)) for a, b in zip(words, family[0].words, strict=True)]
            off = sum(min(count, 64 - count) for count in apart)
            if off <= _KIN:
                family.append(_Kin(number, words, tuple(count > 32 for count in apart), off))
                break
        else:
            families.append([_Kin(number, words, (False,) * 4, 0)])
    return families


def _joined(
    found: list[tuple[int, NDArray[np.int64], NDArray[np.int64]]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    if not found:
        none = np.zeros(0, np.int64)
        return none, none, none
    numbers = np.concatenate([np.full(len(place), number, np.int64) for number, place, _ in found])
    return (
        numbers,
        np.concatenate([place for _, place, _ in found]),
        np.concatenate([far for *_, far in found]),
    )
