"""The evidence engine: recall under attack, accusations of the innocent, processor time, size, growth."""

from __future__ import annotations

import argparse
import importlib
import os

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # a thread a core for a millisecond's product burns both cores

PARTS = ("recall", "clips", "innocents", "cost", "flat", "growth", "pdq")


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--originals", type=int, default=4, help="everyday photos attacked")
    parser.add_argument("--garments", type=int, default=2, help="flat garments attacked")
    parser.add_argument("--seeds", type=int, nargs="+", default=[11])
    parser.add_argument("--innocents", type=int, default=60, help="distinct photos searched for the others")
    parser.add_argument("--titled", type=int, default=60, help="the same, each under a title first")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument(
        "--among", type=int, nargs="+", default=[], help="cost again in one library of so many, filled up"
    )
    parser.add_argument("--copies", type=int, default=10, help="photos attacked three ways each for growth")
    parser.add_argument("--clips", type=int, default=2, help="clips attacked")
    parser.add_argument(
        "--prints", type=int, nargs="+", default=[1_000_000], help="sizes of the whole-photo search"
    )
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--index", help="folder the index of the photos is kept in between runs")


def run(options: argparse.Namespace) -> None:
    import cv2

    from bench.evidence import gallery

    cv2.setNumThreads(1)
    gallery.kept_in(options.index)
    for name in options.parts:
        importlib.import_module(f"bench.evidence.{name}").measure(options)
