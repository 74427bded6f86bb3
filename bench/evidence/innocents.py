"""Distinct photos searched for among each other: whoever is accused here is innocent, or a duplicate in the set."""

from __future__ import annotations

import argparse

import numpy as np

from bench.evidence import gallery
from bench.table import show
from yimi.rooms.evidence.fingerprint import Verdict, grey, judge, look


def measure(options: argparse.Namespace) -> None:
    """Prints every pair accused, so that it can be looked at."""
    numbers = sorted(one.media for one in gallery.entries())
    asked = np.random.default_rng(3).permutation(numbers)[: options.innocents].tolist()
    accused, scenes = [], 0
    for number in asked:
        for found in judge(look(grey(gallery.photos()[number])), gallery.held(), besides={number}):
            if found.verdict == Verdict.SAME_PICTURE:
                names = (gallery.photos()[number].name, gallery.photos()[found.media or 0].name)
                accused.append((*names, found.inliers, found.agreement, found.blocks))
            scenes += found.verdict == Verdict.SAME_SCENE
    show(
        f"Evidence engine, innocents: {len(asked)} photos, each searched among {len(numbers) - 1} others",
        ("searched", "said to be", "inliers", "agreement", "blocks"),
        accused or [("none", "", "", "", "")],
        database=False,
        notes=[f"Pairs said to be the same scene (never an accusation): {scenes}.", ""],
    )
