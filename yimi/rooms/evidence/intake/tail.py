"""What follows a picture in its file, piece by piece: phones append a great deal, and so do forgers.

Lawful and named: padding; further JPEGs (multi-picture format, gain maps of HDR phones); an MP4 (motion
photos of Google, Xiaomi, OPPO, Samsung; `mpvd`); Samsung's SEF directory; the trailers of vivo, OPPO/OnePlus
and Huawei/Honor. Anything else is taken only when it is short and carries no program, archive or page.
"""

from __future__ import annotations

import re
import struct

from . import boxes, pictures, stowaways
from .findings import Unacceptable
from .magic import Bytes

UNKNOWN_LIMIT = 64 * 1024  # bytes of a trailer nobody has described; more than that is refused
_VIVO_END = re.compile(rb"\xff{4}\x1b\*9HWfu\x84\x93\xa2\xb1$")
_HUAWEI_END = re.compile(rb"LIVE_\d+\s*\x00*$")
_OPPO_END = re.compile(rb"jxrs\x00?$")
_SAMSUNG_BLOCK = re.compile(rb"\x00\x00.{2}.{4}[A-Za-z0-9_]{4,40}", re.DOTALL)


def account_for(data: Bytes, start: int) -> tuple[str, ...]:
    """Names of the pieces from `start` to the end of the file.

    Raises Unacceptable("stowaway") for a hidden file, ("trailing_data") for bytes nobody can account for.
    """
    names: list[str] = []
    end = len(data)
    vendor, vendor_start = _vendor(data, start)
    at = _skip_padding(data, start, vendor_start)
    if at > start:
        names.append("padding")
    while at < vendor_start:
        piece = _piece(data, at, vendor_start)
        if piece is None:
            break
        name, at = piece
        if name not in names:
            names.append(name)
    if at < end:
        names.append(_remainder(data, at, vendor))
    return tuple(names)


def _skip_padding(data: Bytes, at: int, limit: int) -> int:
    while at < limit:
        block = data[at : min(at + 65536, limit)]
        rest = block.lstrip(b"\x00\xff")
        at += len(block) - len(rest)
        if rest:
            break
    # what looked like padding may be the start of the next piece: a JPEG's 0xFF, a box length's zeros
    if data[at - 1 : at + 2] == b"\xff\xd8\xff":
        return at - 1
    for back in range(1, 4):
        if data[at - back + 4 : at - back + 8] in (b"ftyp", b"mpvd"):
            return at - back
    return at


def _piece(data: Bytes, at: int, limit: int) -> tuple[str, int] | None:
    if data[at : at + 3] == b"\xff\xd8\xff":
        layout = pictures.jpeg(data, at)
        _refuse_text(layout.notes)
        return "second_picture", _skip_padding(data, layout.end, limit)
    if data[at + 4 : at + 8] in (b"ftyp", b"mpvd"):
        _, end = boxes.outer(data, at)
        return "motion_photo", _skip_padding(data, end, limit)
    return None


def _vendor(data: Bytes, start: int) -> tuple[str | None, int]:
    """Which maker's trailer closes the file, and where its own part begins at the latest."""
    end = len(data)
    foot = data[max(start, end - 64) : end]
    if foot.endswith(b"SEFT"):
        return "samsung", _samsung_start(data, start)
    if _VIVO_END.search(foot):
        found = [at for at in (data.find(b"streamdata", start), data.find(b'vivo{"', start)) if at >= 0]
        return "vivo", min(found, default=end)
    if _OPPO_END.search(foot):
        return "oppo", end
    if _HUAWEI_END.search(foot):
        return "huawei", end
    return None, end


def _samsung_start(data: Bytes, start: int) -> int:
    """First byte of the blocks that Samsung's SEF directory lists; raises when the directory is invented."""
    end = len(data)
    length = int.from_bytes(data[end - 8 : end - 4], "little")
    head = end - 8 - length
    if head < start or data[head : head + 4] != b"SEFH":
        raise Unacceptable("trailing_data", extra_bytes=end - start)
    count = struct.unpack("<I", data[head + 8 : head + 12])[0]
    if count > 1024 or 12 + 12 * count > length:
        raise Unacceptable("trailing_data", extra_bytes=end - start)
    first = head
    for number in range(count):
        entry = data[head + 12 + 12 * number : head + 24 + 12 * number]
        back, size = struct.unpack("<II", entry[4:12])
        if head - back < start or size > back:
            raise Unacceptable("trailing_data", extra_bytes=end - start)
        first = min(first, head - back)
    return first


def _remainder(data: Bytes, at: int, vendor: str | None) -> str:
    rest = data[at:]
    found = stowaways.in_opaque(rest)
    if found and not (vendor == "samsung" and _SAMSUNG_BLOCK.match(rest) and found == "program or archive"):
        raise Unacceptable("stowaway", found=found)
    if vendor is None and len(rest) > UNKNOWN_LIMIT:
        raise Unacceptable("trailing_data", extra_bytes=len(rest))
    return vendor or "unknown"


def _refuse_text(notes: tuple[bytes, ...]) -> None:
    for note in notes:
        found = stowaways.in_text(note)
        if found:
            raise Unacceptable("stowaway", found=found)
