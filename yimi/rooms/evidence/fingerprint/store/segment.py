"""A sealed segment: one file, written once, every section with its checksum, read through a memory map."""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.evidence.fingerprint.codebook import WORDS
from yimi.rooms.evidence.fingerprint.distances import columns
from yimi.rooms.evidence.fingerprint.record import Record, unpack

from .entries import KEY, Entry, prints_of
from .lists import Lists

_MAGIC = b"YmSeg01\n"
_HEAD = 4096  # bytes kept for the table of sections


class Corrupt(Exception):
    """A segment is not what was written. `path` names it; the cure is to rebuild its shard."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name}: {why}")
        self.path = path


@dataclass(frozen=True)
class Segment:
    """keys: n of KEY · prints: p × 4 uint64 as four columns, with quality and entry · lists: inverted lists."""

    path: Path
    sections: dict[str, NDArray[np.generic]]

    @cached_property
    def keys(self) -> NDArray[np.void]:
        return self.sections["keys"].view(KEY)

    @cached_property
    def columns(self) -> tuple[NDArray[np.uint64], ...]:
        """The usable prints as the search reads them; put in order once, when the segment is first asked."""
        return columns(
            np.stack([self.sections[f"print{place}"].view(np.uint64) for place in range(4)], axis=1)
        )

    @cached_property
    def print_entries(self) -> NDArray[np.int64]:
        return self.sections["print_entries"].view(np.uint32).astype(np.int64)

    @cached_property
    def lists(self) -> Lists:
        words = self.sections["words"].view(np.uint16).astype(np.int64)
        counts = np.zeros(WORDS + 1, np.int64)
        counts[words + 1] = self.sections["counts"].view(np.uint32)
        entries, signatures = (self.sections[name].view(np.uint32) for name in ("entries", "signatures"))
        return Lists(np.cumsum(counts), entries, signatures, len(self.keys))

    def packed(self, number: int) -> bytes:
        """The bytes of one record."""
        offsets = self.sections["offsets"].view(np.uint64)
        return self.sections["records"][int(offsets[number]) : int(offsets[number + 1])].tobytes()

    def record(self, number: int) -> Record:
        """One stored record; raises Damaged when its bytes are wrong."""
        return unpack(self.packed(number))


def write(path: Path, held: Sequence[Entry], found: Lists) -> None:
    """Write a segment whole or not at all: a temporary file, forced to disk, then renamed. OSError leaves nothing."""
    words, counts = np.unique(np.repeat(np.arange(WORDS), np.diff(found.starts)), return_counts=True)
    bits, print_entries = prints_of(held)
    packed = [one.packed for one in held]
    sections: dict[str, NDArray[np.generic]] = {
        "keys": np.array([one.key for one in held], KEY),
        **{f"print{place}": np.ascontiguousarray(bits[:, place]) for place in range(4)},
        "print_entries": print_entries.astype(np.uint32),
        "words": words.astype(np.uint16),
        "counts": counts.astype(np.uint32),
        "entries": found.entries,
        "signatures": found.signatures,
        "offsets": np.cumsum([0, *map(len, packed)]).astype(np.uint64),
        "records": np.frombuffer(b"".join(packed), np.uint8),
    }
    table, at = {}, _HEAD
    for name, values in sections.items():
        table[name] = (at, values.nbytes, zlib.crc32(values.tobytes()))
        at += -(-values.nbytes // 64) * 64
    head = json.dumps(table).encode()
    whole = _MAGIC + len(head).to_bytes(4, "big") + zlib.crc32(head).to_bytes(4, "big") + head
    draft = path.with_suffix(".draft")
    try:
        with draft.open("wb") as file:
            file.write(whole.ljust(_HEAD, b"\0"))
            for name, values in sections.items():
                file.seek(table[name][0])
                file.write(values.tobytes())
            file.truncate(at)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)  # a full disk is not to be filled by what was not finished
        raise


def read(path: Path, check: bool = True) -> Segment:
    """Map a segment into memory. check: verify every section (about a second a gigabyte). Raises Corrupt."""
    try:
        with path.open("rb") as file:
            held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as failure:
        raise Corrupt(path, "missing or empty") from failure
    view = np.frombuffer(held, np.uint8)
    length = int.from_bytes(held[8:12], "big")
    head = held[16 : 16 + length]
    if held[:8] != _MAGIC or zlib.crc32(head) != int.from_bytes(held[12:16], "big"):
        raise Corrupt(path, "its head does not agree with its checksum")
    sections: dict[str, NDArray[np.generic]] = {}
    for name, (at, size, crc) in json.loads(head).items():
        part = view[at : at + size]
        if len(part) != size or (check and zlib.crc32(part.data) != crc):
            raise Corrupt(path, f"section {name} does not agree with its checksum")
        sections[name] = part
    return Segment(path, sections)
