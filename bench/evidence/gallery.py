"""The index everything is measured against: every photo of the sets, once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bench.evidence.photos import everyday, garments
from yimi.rooms.evidence.fingerprint import grey, look, pack, parts
from yimi.rooms.evidence.fingerprint.search import Part
from yimi.rooms.evidence.fingerprint.store.entries import PHOTO, Entry
from yimi.rooms.evidence.fingerprint.store.shard import Shard
from yimi.rooms.evidence.intake import Unacceptable


@cache
def photos() -> list[Path]:
    """Every photo, in order: its place is its number in the index."""
    return everyday() + garments()


_kept: list[Path] = []


def kept_in(folder: str | None) -> None:
    """Where the index stands between runs; an empty folder is filled."""
    _kept[:] = [Path(folder)] if folder else []


@cache
def entries() -> list[Entry]:
    """The records of all photos."""
    return list(shard().entries())


def _made() -> Iterator[Entry]:
    """A file that is no picture (the sets hold a few) is left out."""
    for number, path in enumerate(photos()):
        try:
            yield Entry(number, PHOTO, pack(look(grey(path), tiles=False).record))
        except Unacceptable:
            continue


@cache
def shard() -> Shard:
    """The index of all of them."""
    made = Shard(_kept[0] if _kept else Path(tempfile.mkdtemp(prefix="yimi-bench-")))
    if not made.keys():
        made.fill(_made())
    return made


@cache
def held() -> list[Part]:
    """What to search."""
    return parts([shard()])


def bytes_a_photo() -> float:
    """On disk, everything counted."""
    return sum(path.stat().st_size for path in shard().folder.iterdir()) / len(entries())
