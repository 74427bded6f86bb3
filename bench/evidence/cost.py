"""Processor time of one intake beside the scaled decode alone, in the same run; bytes a photo in the index."""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable

import numpy as np
from PIL import Image

from bench.evidence import gallery
from bench.evidence.recall import original
from bench.table import median, show
from yimi.rooms.evidence.fingerprint import grey, judge, look, pack

_TURNS = 12


def measure(options: argparse.Namespace) -> None:
    """A photo of 12 megapixels made from a real one; matched (it is in the index) and not (left out)."""
    everyday = list(range(0, 60, 60 // _TURNS))
    decode, work, search, match = [], [], [], []
    held = gallery.held()
    for number in everyday:
        file = _twelve_megapixels(original(number))
        decode.append(_cpu(lambda file=file: grey(file)))
        master = grey(file)
        work.append(_cpu(lambda master=master: pack(look(master).record)))
        seen = look(master)
        seen.record  # noqa: B018  (its features are kept for the search)
        search.append(_cpu(lambda seen=seen, number=number: judge(seen, held, besides={number})))
        match.append(_cpu(lambda seen=seen: judge(seen, held)))
    floor = median(decode)
    clean, matched = floor + median(work) + median(search), floor + median(work) + median(match)
    show(
        f"Evidence engine, processor time of one 12-megapixel JPEG, {len(held)} segment(s) of {len(gallery.entries())} photos",
        ("step", "ms", "times the scaled decode"),
        [
            ("scaled decode alone", f"{floor:.0f}", "1"),
            ("features, prints, record", f"{median(work):.0f}", f"{median(work) / floor:.1f}"),
            ("search and verify, no match", f"{median(search):.0f}", f"{median(search) / floor:.1f}"),
            ("search and verify, match", f"{median(match):.0f}", f"{median(match) / floor:.1f}"),
            ("**whole intake, no match**", f"{clean:.0f}", f"{clean / floor:.1f}"),
            ("**whole intake, match**", f"{matched:.0f}", f"{matched / floor:.1f}"),
        ],
        database=False,
        notes=[f"Index on disk: {gallery.bytes_a_photo():.0f} bytes a photo, small pictures included.", ""],
    )


def _twelve_megapixels(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    out = io.BytesIO()
    size = (4000, 3000) if image.shape[1] >= image.shape[0] else (3000, 4000)
    Image.fromarray(image).resize(size, Image.Resampling.BICUBIC).save(out, "JPEG", quality=90)
    return out.getvalue()


def _cpu(what: Callable[[], object], times: int = 3) -> float:
    spent = []
    for _ in range(times):
        start = time.process_time()
        what()
        spent.append((time.process_time() - start) * 1000)
    return min(spent)
