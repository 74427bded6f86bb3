"""How search grows: real photos filled up with synthetic features, declared as such, to 10^4, 10^5, 10^6.

Synthetic pictures carry words drawn as often as the real ones fall, random signatures and random prints; their
small pictures are those of real photos, so that a synthetic candidate costs its verification too.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.evidence import gallery
from bench.evidence.altering import cropped, jpeg, mirrored
from bench.evidence.recall import original
from bench.table import median, show
from yimi.rooms.evidence.fingerprint import Verdict, grey, judge, look, luma, parts
from yimi.rooms.evidence.fingerprint.codebook import WORDS
from yimi.rooms.evidence.fingerprint.search import Part
from yimi.rooms.evidence.fingerprint.store.lists import Lists
from yimi.rooms.evidence.fingerprint.store.shard import Shard

_ASKED = 10


class _Filled(Part):
    """A real part with synthetic pictures after it."""

    def entry(self, number: int) -> tuple[int, int, Any]:
        real = len(gallery.entries())
        media, frame_ms, record = super().entry(number % real)
        return (media, frame_ms, record) if number < real else (1_000_000 + number, frame_ms, record)


def measure(options: argparse.Namespace) -> None:
    rows = []
    one = Shard(Path(tempfile.mkdtemp(prefix="yimi-growth-")))
    one.fill(gallery.entries())
    (real,) = parts([one])  # one segment
    for size in options.sizes:
        held = [_filled(real, size)]
        decode, clean, found, asked = [], [], 0, 0
        for number in range(0, 5 * _ASKED, 5):
            path = gallery.photos()[number]
            start = time.process_time()
            master = grey(path)
            decode.append(time.process_time() - start)
            seen = look(master)
            seen.record  # noqa: B018
            start = time.process_time()
            judge(seen, held, besides={number})
            clean.append((time.process_time() - start) * 1000)
            dice = np.random.default_rng(number)
            for attack in (cropped(0.3), lambda image, dice: cropped(0.2)(mirrored(image, dice), dice)):
                verdicts = judge(look(luma(jpeg(attack(original(number), dice), 70))), held)
                found += any(one.media == number and one.verdict == Verdict.SAME_PICTURE for one in verdicts)
                asked += 1
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append((f"{size:,}", f"{median(clean):.0f}", f"{found}/{asked}", f"{memory:.0f}"))
        del held
    show(
        "Evidence engine, growth: search and verify, no match, among real and synthetic pictures",
        ("pictures", "median CPU ms", "cropped and mirrored copies found", "peak MB"),
        rows,
        database=False,
        notes=[
            f"Real pictures in each: {len(gallery.entries())}. The lists stand in memory here, not mapped.",
            "",
        ],
    )


def _filled(part: Part, size: int) -> Part:
    dice = np.random.default_rng(size)
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
