"""PDQ alone, at Meta's 31 bits and at the loosest threshold that accuses nobody in this set: what a hash could do at best."""

from __future__ import annotations

import argparse
from collections import defaultdict

import numpy as np

from bench.evidence import gallery
from bench.evidence.altering import jpeg, longest
from bench.evidence.attacks import suite
from bench.evidence.photos import everyday, fitting
from bench.evidence.recall import drawn, original, others
from bench.table import show
from yimi.rooms.evidence.fingerprint import SAME_PICTURE, grey, luma
from yimi.rooms.evidence.fingerprint.decode import WORK_SIDE, bounded
from yimi.rooms.evidence.fingerprint.prints import Prints, in_eight

_COPIES = 31  # pairs of the set nearer than this are one picture kept twice, or two shots within a second
Bits = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]


def measure(options: argparse.Namespace) -> None:
    """The zero point is taken on the very photos that are searched, as its best possible case."""
    held = {entry.media: in_eight(grey(gallery.photos()[entry.media])) for entry in gallery.entries()}
    plain, eight, copies = _zero_points(list(held.values()))
    rows = []
    split = len(everyday())
    for name, pool, count in (
        ("everyday photos", range(split), options.originals),
        ("flat garments", range(split, len(gallery.photos())), options.garments),
    ):
        free = [number for number in pool if number in held and not fitting(gallery.photos()[number])]
        numbers = [number for seed in options.seeds for number in drawn(free, count, seed)]
        found: dict[str, list[tuple[bool, ...]]] = defaultdict(list)
        for number in numbers:
            for attack, asked in _attacked(number, options.seeds[0]):
                found[attack].append(_found(asked, held[number], plain, eight))
        for attack, tries in found.items():
            rows.append((name, attack, *(f"{share:.3f}" for share in np.mean(tries, axis=0))))
        means = np.mean([np.mean(tries, axis=0) for tries in found.values()], axis=0)
        rows.append((name, f"**mean of {len(numbers)} originals**", *(f"**{share:.3f}**" for share in means)))
    show(
        f"PDQ alone among {len(held)} photos; it accuses nobody up to {plain} bits upright, up to {eight} in eight orientations",
        ("photos", "attack", f"≤ {SAME_PICTURE}", f"≤ {plain}", f"× 8 ≤ {SAME_PICTURE}", f"× 8 ≤ {eight}"),
        rows,
        database=False,
        notes=[
            f"{copies} pairs of the set within {_COPIES} bits are copies or one moment, and left out.",
            "",
        ],
    )


def _zero_points(held: list[Prints]) -> tuple[int, int, int]:
    """The largest distance no two different photos come within, upright and in eight; and how many pairs are no strangers."""
    usable = [one for one in held if one.usable[0]]
    stored = np.stack([one.bits[0] for one in usable])
    plain, eight, copies = 256, 256, 0
    for number, one in enumerate(usable):
        apart = np.bitwise_count(one.bits[:, None] ^ stored[None, number + 1 :]).sum(axis=2).astype(int)
        if not apart.shape[1]:
            continue
        kin = apart.min(axis=0) <= _COPIES
        copies += int(kin.sum())
        strange = apart[:, ~kin]
        if strange.shape[1]:
            plain, eight = min(plain, int(strange[0].min())), min(eight, int(strange.min()))
    return plain - 1, eight - 1, copies


def _attacked(number: int, seed: int) -> list[tuple[str, Prints]]:
    image = original(number)
    made = []
    for place, (name, attack) in enumerate(suite(others(number)).items()):
        changed = jpeg(attack(image, np.random.default_rng((number, seed, place))), 88)
        made.append((name, in_eight(bounded(luma(longest(changed, 1920)), WORK_SIDE))))
    return made


def _found(asked: Prints, held: Prints, plain: int, eight: int) -> tuple[bool, ...]:
    if not (asked.usable[0] and held.usable[0]):
        return (False,) * 4
    apart = np.bitwise_count(asked.bits ^ held.bits[0]).sum(axis=1)
    return (
        bool(apart[0] <= SAME_PICTURE),
        bool(apart[0] <= plain),
        bool(apart.min() <= SAME_PICTURE),
        bool(apart.min() <= eight),
    )
