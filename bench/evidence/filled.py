"""A library filled up: synthetic pictures after the real ones, declared as such.

They carry words drawn as often as the real ones fall, random signatures and random prints; their small pictures are those
of real photos, so that a synthetic candidate costs its verification too.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bench.evidence import gallery
from yimi.rooms.evidence.fingerprint import parts
from yimi.rooms.evidence.fingerprint.codebook import WORDS
from yimi.rooms.evidence.fingerprint.search import Part
from yimi.rooms.evidence.fingerprint.store.lists import Lists
from yimi.rooms.evidence.fingerprint.store.shard import Shard


class _Filled(Part):
    """A real part with synthetic pictures after it."""

    def entry(self, number: int) -> tuple[int, int, Any]:
        real = len(gallery.entries())
        media, frame_ms, record = super().entry(number % real)
        return (media, frame_ms, record) if number < real else (1_000_000 + number, frame_ms, record)


@cache
def _real() -> Part:
    one = Shard(Path(tempfile.mkdtemp(prefix="yimi-growth-")))
    one.fill(gallery.entries())
    (part,) = parts([one])  # one segment
    return part


def filled(size: int) -> Part:
    """The real pictures and as many synthetic ones as make `size`; in memory, not mapped."""
    part, dice = _real(), np.random.default_rng(size)
    real = part.lists
    more = max(0, size - real.length)
    a_photo = len(real.entries) / real.length
    counts = np.diff(real.starts)
    share = (counts + 0.05) / (counts + 0.05).sum()
    drawn = dice.multinomial(int(more * a_photo), share)
    total = counts + drawn
    starts = np.concatenate([[0], np.cumsum(total)])
    entries = dice.integers(real.length, max(size, real.length + 1), int(starts[-1]), np.uint32)
    signatures = dice.integers(0, 2**32, int(starts[-1]), np.uint32)
    place = np.arange(len(real.entries)) + np.repeat(starts[:-1] - real.starts[:-1], counts)
    entries[place], signatures[place] = real.entries, real.signatures
    bits = tuple(
        np.concatenate([column, dice.integers(0, 2**64, more, np.uint64)]) for column in part.columns
    )
    owners = np.concatenate([part.print_entries, np.arange(real.length, real.length + more)])
    assert len(starts) == WORDS + 1
    return _Filled(part.keys, Lists(starts, entries, signatures, real.length + more), bits, owners, part.tail)
