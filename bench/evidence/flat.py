"""The exact search over whole-photo prints, a photo's eight orientations at once, beside FAISS's flat binary index."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import faiss
import numpy as np

from bench.evidence import gallery
from bench.table import median, show
from yimi.rooms.evidence.fingerprint import grey
from yimi.rooms.evidence.fingerprint.distances import columns, within
from yimi.rooms.evidence.fingerprint.prints import in_eight
from yimi.rooms.evidence.fingerprint.search import PRINT_LIMIT

_ASKED = 5


def measure(options: argparse.Namespace) -> None:
    """Random prints; processor time on one core, the better of two, ours and FAISS's in turns."""
    faiss.omp_set_num_threads(1)
    photos = gallery.photos()[:: max(1, len(gallery.photos()) // _ASKED)][:_ASKED]
    eights = [np.ascontiguousarray(in_eight(grey(path)).bits) for path in photos]
    rows = []
    for size in options.prints:
        bits = np.random.default_rng(size).integers(0, 2**64, (size, 4), np.uint64)
        ours = columns(bits)
        flat = faiss.IndexBinaryFlat(256)
        flat.add(bits.view(np.uint8).reshape(size, 32))
        del bits
        times = [_times(eight, ours, flat) for eight in eights]
        mine, nearest, ranged = (median(column) for column in zip(*times, strict=True))
        rows.append((f"{size:,}", f"{mine:.0f}", f"{nearest:.0f}", f"{ranged:.0f}", f"{mine / nearest:.2f}"))
        del ours, flat
    show(
        f"Evidence engine, whole-photo search: eight orientations, all prints within {PRINT_LIMIT} of 256 bits, CPU ms",
        ("prints", "ours", "FAISS flat, 4 nearest", "FAISS flat, range", "ours to FAISS, nearest"),
        rows,
        database=False,
        notes=["FAISS is asked with all eight at once, which is its faster way.", ""],
    )


def _times(
    eight: np.ndarray[tuple[int, ...], np.dtype[np.uint64]],
    ours: tuple[np.ndarray[tuple[int, ...], np.dtype[np.uint64]], ...],
    flat: faiss.IndexBinaryFlat,
) -> tuple[float, float, float]:
    asked = eight.view(np.uint8).reshape(8, 32)
    return (
        _cpu(lambda: within(ours, eight, PRINT_LIMIT)),
        _cpu(lambda: flat.search(asked, 4)),
        _cpu(lambda: flat.range_search(asked, PRINT_LIMIT)),
    )


def _cpu(what: Callable[[], object]) -> float:
    spent = []
    for _ in range(2):
        start = time.process_time()
        what()
        spent.append((time.process_time() - start) * 1000)
    return min(spent)
