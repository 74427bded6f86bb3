"""Where a picture ends, byte for byte, and what its file carries besides pixels. Decodes nothing."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass

from . import boxes
from .findings import Unacceptable
from .magic import Bytes

_AFTER_ENTROPY = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
_MAX_PARTS = 20_000


@dataclass(frozen=True)
class Layout:
    """end: offset just behind the picture · notes: metadata pieces · moving: number of frames, if several."""

    end: int
    notes: tuple[bytes, ...] = ()
    moving: int = 0


def jpeg(data: Bytes, start: int = 0) -> Layout:
    """Follow the markers of one JPEG from `start` to its end-of-image marker.

    Raises Unacceptable("truncated") when the end-of-image marker never comes.
    """
    at = start + 2
    notes: list[bytes] = []
    for _ in range(_MAX_PARTS):
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        marker = data[at : at + 2]
        if len(marker) < 2 or marker[0] != 0xFF:
            raise Unacceptable("truncated" if len(marker) < 2 else "undecodable")
        if marker[1] == 0xD9:
            return Layout(at + 2, tuple(notes))
        if marker[1] in _BARE:
            at += 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(data):
            raise Unacceptable("truncated")
        if 0xE0 <= marker[1] <= 0xEF or marker[1] == 0xFE:
            notes.append(data[at + 4 : at + 2 + length])
        at += 2 + length
        if marker[1] == 0xDA:
            found = _AFTER_ENTROPY.search(data, at)
            if found is None:
                raise Unacceptable("truncated")
            at = found.start()
    raise Unacceptable("too_costly")


def png(data: Bytes) -> Layout:
    """Follow the chunks of a PNG to IEND, checking every checksum."""
    at = 8
    notes: list[bytes] = []
    moving = 0
    for _ in range(_MAX_PARTS):
        if at + 12 > len(data):
            raise Unacceptable("truncated")
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        checksum = data[at + 8 + length : at + 12 + length]
        if len(body) < length or len(checksum) < 4:
            raise Unacceptable("truncated")
        if zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(checksum, "big"):
            raise Unacceptable("undecodable")
        if kind == b"acTL":
            moving = int.from_bytes(body[:4], "big")
        elif kind not in (b"IDAT", b"IHDR", b"PLTE"):
            notes.append(body)
        at += 12 + length
        if kind == b"IEND":
            return Layout(at, tuple(notes), moving)
    raise Unacceptable("too_costly")


def webp(data: Bytes) -> Layout:
    """Follow the RIFF chunks of a WebP."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise Unacceptable("truncated")
    at = 12
    notes: list[bytes] = []
    moving = 0
    while at + 8 <= end:
        kind, length = struct.unpack("<4sI", data[at : at + 8])
        if at + 8 + length > end:
            raise Unacceptable("truncated")
        if kind == b"ANMF":
            moving += 1
        elif kind not in (b"VP8 ", b"VP8L", b"ALPH"):
            notes.append(data[at + 8 : at + 8 + length])
        at += 8 + length + (length & 1)
    return Layout(end, tuple(notes), moving)


def heic(data: Bytes) -> Layout:
    """Follow the boxes of a HEIC. A movie box or a sequence brand means moving pictures."""
    found, end = boxes.outer(data)
    kinds = {box.kind for box in found}
    if b"meta" not in kinds and b"moov" not in kinds:
        raise Unacceptable("truncated")
    sequence = data[8:12] in (b"msf1", b"hevc", b"hevx") or b"moov" in kinds
    return Layout(end, (), 2 if sequence else 0)
