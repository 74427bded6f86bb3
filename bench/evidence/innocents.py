"""Distinct photos searched for among each other: whoever is accused here is innocent, or a duplicate in the set."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

from bench.evidence import gallery
from bench.evidence.altering import jpeg, longest
from bench.evidence.pasting import title
from bench.evidence.recall import original
from bench.table import show
from yimi.rooms.evidence.fingerprint import Verdict, grey, judge, look, luma
from yimi.rooms.evidence.fingerprint.decode import Grey


def measure(options: argparse.Namespace) -> None:
    """As they are, and under a title: an honest report may have one, and a title hides differences."""
    numbers = sorted(one.media for one in gallery.entries())
    asked = np.random.default_rng(3).permutation(numbers).tolist()
    _print("innocents", asked[: options.innocents], lambda number: grey(gallery.photos()[number]))
    _print("innocents under a title", asked[: options.titled], _titled)


def _titled(number: int) -> Grey:
    dice = np.random.default_rng((number, 3))
    return luma(longest(jpeg(title(original(number), dice), 88), 1920))


def _print(name: str, asked: list[int], taken: Callable[[int], Grey]) -> None:
    """Every pair accused, so that it can be looked at."""
    if not asked:
        return
    accused, scenes = [], 0
    for number in asked:
        for found in judge(look(taken(number)), gallery.held(), besides={number}):
            if found.verdict == Verdict.SAME_PICTURE:
                names = (gallery.photos()[number].name, gallery.photos()[found.media or 0].name)
                accused.append((*names, found.inliers, found.agreement, found.blocks))
            scenes += found.verdict == Verdict.SAME_SCENE
    show(
        f"Evidence engine, {name}: {len(asked)} photos, each searched among {len(gallery.entries()) - 1} others",
        ("searched", "said to be", "inliers", "agreement", "blocks"),
        accused or [("none", "", "", "", "")],
        database=False,
        notes=[f"Pairs said to be the same scene (never an accusation): {scenes}.", ""],
    )
