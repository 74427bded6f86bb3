"""One county's pictures of one period: sealed segments, a tail, and a manifest that says which segments count.

Crash safety: an entry is in the tail before `add` returns; a segment is renamed into place before the manifest
names it; the manifest is replaced whole; only then the tail is cut. Whatever is found between those steps is either
ignored (a segment no manifest names) or dropped as already sealed (a tail entry a segment holds).
"""

from __future__ import annotations

import fcntl
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import journal, segment
from .entries import Entry, inverted
from .lists import Lists, joined
from .segment import Corrupt, Segment

SEALED_AT = 64  # entries in the tail before it becomes a segment
FILLED = 32_768  # entries a segment when a shard is filled at once
FAN = 8  # segments of like size before they are merged
_MANIFEST = "manifest.json"
_TAIL = "tail.log"


class Shard:
    """Open for reading and adding. Raises Corrupt when a named segment is damaged: rebuild it from the database."""

    def __init__(self, folder: Path, check: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.segments: list[Segment] = []
        self.tail: list[Entry] = []
        self._named: list[str] = []
        self._read_to = 0
        self._check = check
        self.refresh()

    def refresh(self) -> bool:
        """See what another process has written since; True when anything changed."""
        named = _named(self.folder)
        if named != self._named:
            kept = {one.path.name: one for one in self.segments}
            self.segments = [
                kept.get(name) or segment.read(self.folder / name, self._check) for name in named
            ]
            self._named, self.tail, self._read_to = named, [], 0
        elif not self._tail.exists() or self._tail.stat().st_size == self._read_to:
            return False
        sealed = self._sealed_keys() if not self.tail else set()
        for one, after in journal.whole(self._tail, self._read_to):
            self._read_to = after
            if one.key not in sealed:
                self.tail.append(one)
        return True

    def add(self, one: Entry) -> None:
        """Store one entry for good; adding what is there already changes nothing. OSError (disk full): it is not stored."""
        with self._alone():
            self.refresh()
            if self.holds(one.key):
                return
            if self._tail.exists() and self._tail.stat().st_size != self._read_to:
                os.truncate(self._tail, self._read_to)  # a torn entry a killed writer left behind
            journal.append(self._tail, one)
            self._read_to = self._tail.stat().st_size
            self.tail.append(one)
            if len(self.tail) >= SEALED_AT:
                try:
                    self._seal()
                except OSError:  # the entry is safe in the tail; the next one finds the disk still full
                    self._swept()

    def fill(self, several: Iterable[Entry]) -> None:
        """Store many at once, straight into segments: for a rebuild. What is there already is passed over."""
        with self._alone():
            self.refresh()
            known, held = self.keys(), []
            for one in several:
                if one.key in known:
                    continue
                known.add(one.key)
                held.append(one)
                if len(held) == FILLED:
                    self._name([*self._named, self._written(held, inverted(held))])
                    held = []
            if held:
                self._name([*self._named, self._written(held, inverted(held))])
            if _crowd(self._named):
                self._name(self._merged(self._named))
                self._swept()

    def _name(self, names: list[str]) -> None:
        _name(self.folder, names)
        self.refresh()

    def holds(self, key: tuple[int, int]) -> bool:
        """Is this picture in here? One pass over the numbers, no set of them is kept."""
        if any(one.key == key for one in self.tail):
            return True
        media, frame_ms = key
        return any(
            bool(((one.keys["media"] == media) & (one.keys["frame_ms"] == frame_ms)).any())
            for one in self.segments
        )

    def keys(self) -> set[tuple[int, int]]:
        """Whose pictures are in here: (media, frame_ms)."""
        return self._sealed_keys() | {one.key for one in self.tail}

    def entries(self) -> Iterator[Entry]:
        """Everything in here, sealed first."""
        for one in self.segments:
            yield from _entries(one)
        yield from self.tail

    def _sealed_keys(self) -> set[tuple[int, int]]:
        return {key for one in self.segments for key in one.keys.tolist()}

    def _seal(self) -> None:
        names = self._merged([*self._named, self._written(self.tail, inverted(self.tail))])
        _name(self.folder, names)
        self._tail.unlink(missing_ok=True)
        self._read_to = 0
        self.refresh()
        self._swept()

    def _merged(self, names: list[str]) -> list[str]:
        while merged := _crowd(names):
            several = [segment.read(self.folder / name) for name in merged]
            held = [entry for one in several for entry in _entries(one)]
            names = [name for name in names if name not in merged]
            names.append(self._written(held, joined([one.lists for one in several])))
        return names

    def _swept(self) -> None:
        """Take away segments no manifest names; a reader that has one mapped keeps it."""
        for path in self.folder.glob("*.seg"):
            if path.name not in self._named:
                path.unlink()

    def _written(self, held: list[Entry], found: Lists) -> str:
        serial = 1 + max((int(path.stem.split("-")[0]) for path in self.folder.glob("*.seg")), default=0)
        name = f"{serial:08d}-{len(held)}.seg"
        segment.write(self.folder / name, held, found)
        return name

    @property
    def _tail(self) -> Path:
        return self.folder / _TAIL

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _entries(held: Segment) -> Iterator[Entry]:
    for number, (media, frame_ms) in enumerate(held.keys.tolist()):
        yield Entry(media, frame_ms, held.packed(number))


def _named(folder: Path) -> list[str]:
    path = folder / _MANIFEST
    if not path.exists():
        return []
    try:
        held = json.loads(path.read_bytes())
        names: list[str] = held["segments"]
        if zlib.crc32(json.dumps(names).encode()) != held["crc"]:
            raise ValueError("checksum")
    except (ValueError, KeyError, TypeError) as failure:
        raise Corrupt(path, "the manifest does not agree with its checksum") from failure
    return names


def _name(folder: Path, names: list[str]) -> None:
    draft = folder / "manifest.draft"
    try:
        with draft.open("w") as file:
            json.dump({"segments": names, "crc": zlib.crc32(json.dumps(names).encode())}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / _MANIFEST)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _crowd(names: list[str]) -> list[str]:
    """The segments of one size class, if there are FAN of them; those of FILLED entries are left in peace."""
    classes: dict[int, list[str]] = {}
    for name in names:
        size = int(Path(name).stem.split("-")[1])
        if size < FILLED:
            classes.setdefault((max(1, size // SEALED_AT).bit_length() - 1) // 3, []).append(name)
    return next((found for found in classes.values() if len(found) >= FAN), [])
