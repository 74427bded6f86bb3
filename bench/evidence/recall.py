"""Of photos handed in again after an attack, the share found, beside what PDQ alone would have found."""

from __future__ import annotations

import argparse
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from imagehash import phash
from PIL import Image

from bench.evidence import gallery
from bench.evidence.altering import Pixels, jpeg, longest
from bench.evidence.attacks import HARD, suite
from bench.evidence.photos import everyday, fitting
from bench.table import show
from yimi.rooms.evidence.fingerprint import SAME_PICTURE, Verdict, judge, look, luma, unpack
from yimi.rooms.evidence.intake.pixels import upright

PHASH = 9  # of 64 bits: accuses one innocent pair in 100,000; no threshold accuses none
_SIDE = 1600  # pixels of the longest side of an original before it is attacked
Tally = dict[
    str, tuple[int, int, int, int, int]
]  # attack → tried, found, found by PDQ, by PDQ in eight orientations, by pHash


@dataclass
class Outcome:
    tally: Tally = field(default_factory=dict)
    others: set[tuple[int, int]] = field(default_factory=set)


def measure(options: argparse.Namespace) -> None:
    """Thresholds were fitted on the other half of the photos."""
    split = len(everyday())
    for name, pool, count in (
        ("everyday photos", range(split), options.originals),
        ("flat garments", range(split, len(gallery.photos())), options.garments),
    ):
        free = [
            number
            for number in pool
            if number < len(gallery.photos()) and not fitting(gallery.photos()[number])
        ]
        jobs = [(number, seed) for seed in options.seeds for number in drawn(free, count, seed)]
        if not jobs:
            continue
        gallery.held()  # made once, before the workers part
        if options.workers > 1:
            with ProcessPoolExecutor(options.workers) as pool_of:
                outcomes = list(pool_of.map(attacked, jobs))
        else:
            outcomes = [attacked(job) for job in jobs]
        _print(name, outcomes, len(jobs))


def attacked(job: tuple[int, int]) -> Outcome:
    """Every attack on one original, searched in the whole index."""
    number, seed = job
    image = original(number)
    stored = {one.media: unpack(one.packed) for one in gallery.entries() if one.media == number}[number]
    found, own = Outcome(), phash(Image.fromarray(image))
    for place, (name, attack) in enumerate(suite(others(number)).items()):
        changed = jpeg(attack(image, np.random.default_rng((number, seed, place))), 88)
        seen = look(luma(longest(changed, 1920)))
        verdicts = judge(seen, gallery.held())
        mine = any(one.media == number and one.verdict == Verdict.SAME_PICTURE for one in verdicts)
        apart = np.bitwise_count(seen.whole.eight.bits ^ stored.prints.bits[0]).sum(axis=1)
        usable = bool(stored.prints.usable[0] and seen.whole.eight.usable[0])
        found.tally[name] = (
            1,
            mine,
            usable and apart[0] <= SAME_PICTURE,
            usable and apart.min() <= SAME_PICTURE,
            phash(Image.fromarray(changed)) - own <= PHASH,
        )
        if "collage" not in name and "picture in" not in name:
            found.others |= {
                (number, one.media)
                for one in verdicts
                if one.verdict == Verdict.SAME_PICTURE and one.media != number
            }
    return found


def original(number: int) -> Pixels:
    return longest(np.asarray(upright(gallery.photos()[number], _SIDE)), _SIDE)


def others(number: int) -> list[Pixels]:
    free = [
        place
        for place in range(len(gallery.photos()))
        if place != number and fitting(gallery.photos()[place])
    ]
    return [original(place) for place in drawn(free, 5, 5)]


def drawn(free: list[int], count: int, seed: int) -> list[int]:
    return [int(one) for one in np.random.default_rng(seed).permutation(free)[:count]]


def _print(name: str, outcomes: list[Outcome], count: int) -> None:
    total: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.int64]]] = defaultdict(
        partial(np.zeros, 5, np.int64)
    )
    for one in outcomes:
        for attack, row in one.tally.items():
            total[attack] += np.array(row)
    share = {attack: row[1:] / row[0] for attack, row in total.items()}
    rows = [
        (attack + (" *" if attack in HARD else ""), *(f"{value:.3f}" for value in values))
        for attack, values in share.items()
    ]
    mean = np.mean(list(share.values()), axis=0)
    rows.append(("**mean**", *(f"**{value:.4f}**" for value in mean)))
    worst = min(share, key=lambda attack: share[attack][0])
    others = sorted({pair for one in outcomes for pair in one.others})
    show(
        f"Evidence engine, recall on {name}: {count} originals of the reporting half, {len(total)} attacks",
        ("attack", "engine", "PDQ ≤ 31", "PDQ × 8 ≤ 31", f"pHash ≤ {PHASH}"),
        rows,
        database=False,
        notes=[
            f"Lowest: {worst} {share[worst][0]:.3f}. Other photos also said to be the same: {others or 'none'}.",
            "",
        ],
    )
