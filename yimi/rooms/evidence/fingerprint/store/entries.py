"""One picture as the store holds it: whose it is, its record, and the words its features fall under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.evidence.fingerprint.codebook import codebook
from yimi.rooms.evidence.fingerprint.record import Record, unpack

from .lists import Lists, lists

PHOTO = -1  # frame_ms of a still picture
KEY = np.dtype([("media", "<i8"), ("frame_ms", "<i4")])


@dataclass(frozen=True)
class Entry:
    """media: whose it is · frame_ms: milliseconds into a clip, PHOTO for a photo · packed: the record's bytes."""

    media: int
    frame_ms: int
    packed: bytes

    @property
    def key(self) -> tuple[int, int]:
        return self.media, self.frame_ms

    @cached_property
    def record(self) -> Record:
        return unpack(self.packed)

    @cached_property
    def words(self) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """One word and signature a feature, from the stored (approximate) descriptors: a rebuild gives the same."""
        found, signatures = codebook().words(self.record.features.descriptors, 1)
        return found[:, 0], signatures[:, 0]


def inverted(held: Sequence[Entry]) -> Lists:
    """The inverted lists over some entries, numbered by their place."""
    if not held:
        none = np.zeros(0, np.uint32)
        return lists(np.zeros(0, np.int64), none, none, 0)
    words = np.concatenate([one.words[0] for one in held])
    signatures = np.concatenate([one.words[1] for one in held])
    places = np.repeat(np.arange(len(held), dtype=np.uint32), [len(one.words[0]) for one in held])
    return lists(words, places, signatures, len(held))


def prints_of(held: Sequence[Entry]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The usable prints of some entries (p × 4) and the place of the entry each belongs to."""
    bits = [np.zeros((0, 4), np.uint64)]
    places = []
    for place, one in enumerate(held):
        kept = one.record.prints.bits[one.record.prints.usable]
        bits.append(kept)
        places += [place] * len(kept)
    return np.concatenate(bits), np.array(places, np.int64)
