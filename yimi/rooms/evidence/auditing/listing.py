"""Every file below a folder, in an order that never changes. Nothing is left out: what cannot be read is listed too."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Item:
    """path: as whoever asked would type it; bytes that are no UTF-8 stand as surrogates · size: bytes ·
    changed: nanoseconds · problem: code of a refusal known without opening it, else empty."""

    number: int
    path: str
    size: int
    changed: int
    problem: str = ""


def listed(folder: Path, start: int = 0) -> list[Item]:
    """Everything below `folder` by the bytes of its path, folder by folder, numbered from `start`.

    Links are named and not followed: they could lead out of the archive or in circles.
    """
    found: list[tuple[list[bytes], str, str]] = []

    def keep(path: str, problem: str) -> None:
        parts = os.fsencode(os.path.relpath(path, folder)).split(os.sep.encode())
        found.append((parts, path, problem))

    def unreadable(failure: OSError) -> None:
        keep(str(failure.filename), "unreadable_folder")

    for place, folders, files in os.walk(folder, onerror=unreadable):
        for name in files:
            keep(os.path.join(place, name), "")  # noqa: PTH118  (names that are no text must pass as they are)
        for name in folders:
            if os.path.islink(os.path.join(place, name)):  # noqa: PTH114, PTH118
                keep(os.path.join(place, name), "link")  # noqa: PTH118
    found.sort(key=lambda one: one[0])
    return [_item(start + place, path, problem) for place, (_, path, problem) in enumerate(found)]


def same_listing(items: Sequence[Item]) -> str:
    """A digest of names, sizes and times: another one means the folder has changed."""
    digest = hashlib.sha256()
    for one in items:
        digest.update(os.fsencode(f"{one.path}\0{one.size}\0{one.changed}\0{one.problem}\n"))
    return digest.hexdigest()


def _item(number: int, path: str, problem: str) -> Item:
    try:
        facts = os.lstat(path)
    except OSError:
        return Item(number, path, 0, 0, problem or "unreadable")
    if stat.S_ISLNK(facts.st_mode):
        problem = "link"
    elif not problem and not stat.S_ISREG(facts.st_mode):
        problem = "not_a_file"
    return Item(number, path, facts.st_size, facts.st_mtime_ns, problem)
