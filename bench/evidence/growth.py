"""How search grows: real photos filled up with synthetic ones, declared as such, to 10^4, 10^5, 10^6 (`filled.py`)."""

from __future__ import annotations

import argparse
import resource
from collections.abc import Iterator

import numpy as np

from bench.evidence import gallery
from bench.evidence.altering import Attack, Pixels, cropped, jpeg, mirrored, turned, wechat
from bench.evidence.cost import TURNS, taken_in
from bench.evidence.filled import filled
from bench.evidence.pasting import strip
from bench.evidence.photos import everyday
from bench.evidence.recall import original
from bench.table import median, show
from yimi.rooms.evidence.fingerprint import Verdict, judge, look, luma
from yimi.rooms.evidence.fingerprint.search import Part

ATTACKS: dict[str, Attack] = {
    "crop 30 %": cropped(0.3),
    "mirror, crop 20 %": lambda image, dice: cropped(0.2)(mirrored(image, dice), dice),
    "turn 5, strip, wechat": lambda image, dice: wechat(strip(turned(5, True)(image, dice), dice)),
}


def measure(options: argparse.Namespace) -> None:
    """The same copies and the same photos are asked of every size."""
    rows = []
    for size in options.sizes:
        held = [filled(size)]
        found = [_finds(number, copy, held) for number, copy in _copies(options.copies)]
        took = [taken_in(number, held) for number in range(0, 60, 60 // TURNS)]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append(
            (
                f"{size:,}",
                f"{median([one.clean for one in took]):.0f}",
                f"{median([one.whole_clean / one.decode for one in took]):.2f}",
                f"{median([one.whole_matched / one.decode for one in took]):.2f}",
                f"{sum(found)}/{len(found)} ({sum(found) / len(found):.3f})",
                f"{memory:.0f}",
            )
        )
        del held
    show(
        "Evidence engine, growth: among real and synthetic pictures",
        (
            "pictures",
            "search and verify, no match, ms",
            "whole intake of 12 megapixels, times the decode",
            "with a match",
            "attacked copies found",
            "peak MB",
        ),
        rows,
        database=False,
        notes=[
            f"Real pictures in each: {len(gallery.entries())}. Copies: {', '.join(ATTACKS)}, of {options.copies} real photos. "
            "The lists stand in memory here, not mapped.",
            "",
        ],
    )


def _copies(count: int) -> Iterator[tuple[int, Pixels]]:
    """Everyday photos and garments in turns, spread over both sets, each attacked in every way."""
    split = len(everyday())
    pools = [range(split), range(split, len(gallery.photos()))]
    held = {one.media for one in gallery.entries()}
    for place in range(count):
        pool = pools[place % len(pools)]
        number = (
            pool[(place // len(pools)) * max(1, len(pool) * len(pools) // count) % len(pool)] if pool else 0
        )
        if number not in held:
            continue
        dice, image = np.random.default_rng(number), original(number)
        for attack in ATTACKS.values():
            yield number, jpeg(attack(image, dice), 70)


def _finds(number: int, copy: Pixels, held: list[Part]) -> bool:
    verdicts = judge(look(luma(copy)), held)
    return any(one.media == number and one.verdict == Verdict.SAME_PICTURE for one in verdicts)
