"""Processor time of one intake beside the scaled decode alone, in the same run; bytes a photo in the index."""

from __future__ import annotations

import argparse
import hashlib
import io
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from bench.evidence import gallery
from bench.evidence.filled import filled
from bench.evidence.recall import original
from bench.table import median, show
from yimi.rooms.evidence.fingerprint import grey, judge, look, pack
from yimi.rooms.evidence.fingerprint.search import Part

TURNS = 12
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Intake:
    """Milliseconds of processor of each step of one photo; `clean` without and `matched` with its original held."""

    decode: float
    digest: float
    work: float
    clean: float
    matched: float

    @property
    def whole_clean(self) -> float:
        return self.decode + self.digest + self.work + self.clean

    @property
    def whole_matched(self) -> float:
        return self.decode + self.digest + self.work + self.matched


def measure(options: argparse.Namespace) -> None:
    """A photo of 12 megapixels made from a real one; matched (it is in the index) and not (left out)."""
    _print(gallery.held(), f"{len(gallery.entries())} photos")
    for size in options.among:
        _print(
            [filled(size)], f"{size:,} pictures, all but {len(gallery.entries())} synthetic, in one library"
        )


def taken_in(number: int, held: list[Part]) -> Intake:
    """One 12-megapixel copy of a photo of the gallery; the better of three turns of each step, all within a second or two."""
    file = twelve_megapixels(original(number))
    master = grey(file)
    seen = look(master)
    seen.record  # noqa: B018  (its features are kept for the search)
    return Intake(
        decode=_cpu(lambda: grey(file)),
        digest=_cpu(lambda: _sha256(file)),
        work=_cpu(lambda: pack(look(master).record)),
        clean=_cpu(lambda: judge(seen, held, besides={number})),
        matched=_cpu(lambda: judge(seen, held)),
    )


def _print(held: list[Part], among: str) -> None:
    took = [taken_in(number, held) for number in range(0, 60, 60 // TURNS)]
    floor = median([one.decode for one in took])
    steps = [
        ("scaled decode alone", [one.decode for one in took]),
        ("SHA-256", [one.digest for one in took]),
        ("features, prints, record", [one.work for one in took]),
        ("search and verify, no match", [one.clean for one in took]),
        ("search and verify, match", [one.matched for one in took]),
        ("**whole intake, no match**", [one.whole_clean for one in took]),
        ("**whole intake, match**", [one.whole_matched for one in took]),
    ]
    ratios = [
        [one.whole_clean / one.decode for one in took],
        [one.whole_matched / one.decode for one in took],
    ]
    show(
        f"Evidence engine, processor time of one 12-megapixel JPEG among {among}",
        ("step", "ms", "times the scaled decode"),
        [(name, f"{median(ms):.1f}", f"{median(ms) / floor:.2f}") for name, ms in steps],
        database=False,
        notes=[
            f"{len(took)} photos, each beside its own decode: no match × {median(ratios[0]):.2f} "
            f"(worst {max(ratios[0]):.2f}, bar 10), match × {median(ratios[1]):.2f} (worst {max(ratios[1]):.2f}, bar 15). "
            f"Index on disk: {gallery.bytes_a_photo():.0f} bytes a photo, small pictures included.",
            "",
        ],
    )


def twelve_megapixels(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    out = io.BytesIO()
    size = (4000, 3000) if image.shape[1] >= image.shape[0] else (3000, 4000)
    Image.fromarray(image).resize(size, Image.Resampling.BICUBIC).save(out, "JPEG", quality=90)
    return out.getvalue()


def _sha256(file: bytes) -> str:
    """In pieces, as an upload is."""
    digest = hashlib.sha256()
    for start in range(0, len(file), _CHUNK):
        digest.update(file[start : start + _CHUNK])
    return digest.hexdigest()


def _cpu(what: Callable[[], object], times: int = 3) -> float:
    spent = []
    for _ in range(times):
        start = time.process_time()
        what()
        spent.append((time.process_time() - start) * 1000)
    return min(spent)
