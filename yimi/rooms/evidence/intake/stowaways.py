"""Finds a second file riding inside a picture or clip: archives, programs, pages, documents.

Short signs occur by chance in compressed pixels, so every check is either long (six bytes and more), or
confirmed by the structure behind the sign, and pixel data itself is never scanned for text.
"""

from __future__ import annotations

import re
import struct

from .magic import Bytes

_ACTIVE = re.compile(rb"<script|<\?php|<html|<!doctype|<svg[\s>]|<iframe|javascript:", re.IGNORECASE)
_ARCHIVES = re.compile(rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|%PDF-\d\.\d|\x7fELF[\x01\x02][\x01\x02]\x01\x00")
_PROGRAM_STARTS = (b"MZ", b"\x1f\x8b\x08", b"\xca\xfe\xba\xbe", b"#!/", b"BZh")
_ZIP_COMMENT_MAX = 65_535 + 22


def zip_at_end(data: Bytes) -> bool:
    """True when a ZIP reader, which starts from the end of a file, would find an archive."""
    start = max(0, len(data) - _ZIP_COMMENT_MAX)
    found = data.rfind(b"PK\x05\x06", start)
    while found >= 0:
        record = data[found : found + 22]
        if len(record) == 22:
            entries, size = struct.unpack("<HI", record[10:16])
            directory = found - size
            if entries and directory >= 0 and data[directory : directory + 4] == b"PK\x01\x02":
                return True
        found = data.rfind(b"PK\x05\x06", start, found)
    return False


def document_at_start(data: Bytes) -> bool:
    """True when a lenient PDF reader, which looks into the first 1,024 bytes, would find a document."""
    return re.search(rb"%PDF-\d\.\d", data[:1024]) is not None


def in_text(chunk: bytes) -> str | None:
    """The name of active content inside a piece that is not pixels (metadata, comments, trailers)."""
    found = _ACTIVE.search(chunk)
    return found.group().decode("ascii", "replace").strip().lower() if found else None


def in_opaque(chunk: bytes) -> str | None:
    """The name of an archive, program or page inside bytes whose format is not known."""
    for sign in _PROGRAM_STARTS:
        if chunk.startswith(sign):
            return "program or archive"
    if _ARCHIVES.search(chunk):
        return "archive, document or program"
    at = chunk.find(b"PK\x03\x04")
    while at >= 0:
        if _local_header(chunk[at : at + 30]):
            return "zip"
        at = chunk.find(b"PK\x03\x04", at + 4)
    return in_text(chunk)


def _local_header(header: bytes) -> bool:
    if len(header) < 30:
        return False
    version, _flags, method = struct.unpack("<HHH", header[4:10])
    name_length = struct.unpack("<H", header[26:28])[0]
    return version & 0xFF <= 63 and method in (0, 8, 9, 12, 14, 93, 95, 98) and 0 < name_length < 1024
