"""Walks the boxes of an ISO base media file (MP4, MOV, HEIC) without decoding anything."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from .findings import Unacceptable
from .magic import Bytes

TOP_LEVEL = frozenset(
    b"ftyp moov mdat free skip wide uuid meta pdin moof mfra sidx styp udta pnot PICT mpvd sefd idat "
    b"prft emsg ssix junk".split()
)
_CONTAINERS = frozenset(b"moov trak mdia minf dinf rmra rmda".split())
_MAX_BOXES = 4096


@dataclass(frozen=True)
class Box:
    """One box: its four-letter kind, where its payload starts and where it ends (byte offsets)."""

    kind: bytes
    payload: int
    end: int


def walk(data: Bytes, start: int, end: int) -> Iterator[Box]:
    """Boxes side by side from start to end. Raises Unacceptable("truncated") when one runs past the end."""
    at = start
    for _ in range(_MAX_BOXES):
        if at >= end:
            return
        if end - at < 8:
            raise Unacceptable("truncated")
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        header = 8
        if size == 1:
            size, header = struct.unpack(">Q", data[at + 8 : at + 16].ljust(8, b"\0"))[0], 16
        elif size == 0:
            size = end - at
        if size < header or at + size > end:
            raise Unacceptable("truncated")
        yield Box(kind, at + header, at + size)
        at += size
    raise Unacceptable("too_costly")


def outer(data: Bytes, start: int = 0) -> tuple[list[Box], int]:
    """Top-level boxes from `start` as far as the kinds are known, and the offset where they stop."""
    boxes: list[Box] = []
    at = start
    try:
        for box in walk(data, start, len(data)):
            if box.kind not in TOP_LEVEL:
                break
            boxes.append(box)
            at = box.end
    except Unacceptable:
        cut = at + 8 <= len(data) and data[at + 4 : at + 8] in TOP_LEVEL
        if cut or not boxes:
            raise
    return boxes, at


def inside(data: Bytes, box: Box) -> Iterator[Box]:
    """All boxes below `box`, depth first, through the containers that matter for references."""
    for child in walk(data, box.payload, box.end):
        yield child
        if child.kind in _CONTAINERS:
            yield from inside(data, child)


def points_outside(data: Bytes, movie: Box) -> bool:
    """True when a movie asks the player for other files: a reference movie or an external data reference."""
    try:
        for box in inside(data, movie):
            if box.kind == b"rmra":
                return True
            if box.kind == b"dref" and _has_external(data, box):
                return True
    except RecursionError:
        return True
    return False


def _has_external(data: Bytes, dref: Box) -> bool:
    # version and flags (4), entry count (4), then entries; flag 1 of an entry means "in this file".
    for entry in walk(data, dref.payload + 8, dref.end):
        flags = data[entry.payload + 3] if entry.payload + 4 <= entry.end else 0
        named = entry.end - entry.payload > 4
        if not flags & 1 and named and entry.kind in (b"url ", b"urn ", b"alis", b"rsrc"):
            return True
    return False
