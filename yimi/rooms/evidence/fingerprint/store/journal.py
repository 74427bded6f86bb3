"""The tail of a shard: an append-only log of entries, each with its length and checksum, forced to disk."""

from __future__ import annotations

import errno
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from .entries import Entry

_FRAME = struct.Struct("<IIqi")  # bytes of the record, checksum, media, frame_ms


def append(path: Path, one: Entry) -> None:
    """Add one entry; when this returns it survives a power cut. OSError (disk full) leaves no half entry behind."""
    body = struct.pack("<qi", *one.key) + one.packed
    frame = _FRAME.pack(len(one.packed), zlib.crc32(body), *one.key) + one.packed
    with path.open("ab", buffering=0) as file:
        before = file.tell()
        try:
            if file.write(frame) != len(frame):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file.fileno())
        except OSError:
            os.truncate(path, before)
            raise


def whole(path: Path, start: int = 0) -> Iterator[tuple[Entry, int]]:
    """Every whole entry from byte `start`, with the byte after it; stops at a torn or damaged one."""
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(start)
        at = start
        while len(head := file.read(_FRAME.size)) == _FRAME.size:
            length, crc, media, frame_ms = _FRAME.unpack(head)
            packed = file.read(length) if length < 1 << 20 else b""
            if len(packed) != length or zlib.crc32(struct.pack("<qi", media, frame_ms) + packed) != crc:
                return
            at += _FRAME.size + length
            yield Entry(media, frame_ms, packed), at
