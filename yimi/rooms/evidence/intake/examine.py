"""The one door for files: is it what it claims to be, is it whole, and does it carry nothing else?"""

from __future__ import annotations

import hashlib
import mmap
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from . import boxes, pictures, sandbox, stowaways, tail
from .findings import MAX_BYTES, Examined, Kind, Unacceptable
from .magic import ACCEPTED, MEDIA_TYPES, PLAYLISTS, Bytes, true_format

_WANTED = {"photo": "照片", "clip": "视频", "document": "文书（PDF 或照片）"}
_LAYOUTS = {"jpeg": pictures.jpeg, "png": pictures.png, "webp": pictures.webp, "heic": pictures.heic}
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_LOOSE = frozenset({b"free", b"skip", b"uuid", b"udta", b"junk", b"wide"})  # boxes no player reads
_MB = 1024**2


def examine(source: Path | str | bytes, declared: Kind) -> Examined:
    """Examine a file (path or bytes) declared as a photo, a clip or a document.

    Costs a fork of the nursery, about 0.02 s. How long a clip may be is not judged here.
    Raises Unacceptable (codes: `findings.SENTENCES`). Rules: quality.md §3 (formats, bombs, polyglots), D9.
    """
    with _opened(source) as file:
        size = file.seek(0, 2)
        file.seek(0)
        limit = MAX_BYTES[declared]
        if size == 0:
            raise Unacceptable("empty")
        if size > limit:
            raise Unacceptable("too_large", megabytes=round(size / _MB, 1), limit_megabytes=limit // _MB)
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            digest = hashlib.sha256(data).hexdigest()
            found = first_look(data, declared)
            if stowaways.zip_at_end(data):
                raise Unacceptable("stowaway", found="zip")
            extras = _structure(data, found)
        facts = {} if found == "pdf" else sandbox.look_inside(file, found)
    return _examined(declared, found, digest, size, extras, facts)


@contextmanager
def _opened(source: Path | str | bytes) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        with tempfile.TemporaryFile() as file:
            file.write(source)
            file.flush()
            yield file
    else:
        with Path(source).open("rb") as file:
            yield file


def first_look(data: Bytes, declared: Kind) -> str:
    """The format by the first 2 kB, which is all `data` needs to hold. Raises Unacceptable for what is not `declared`."""
    found = true_format(data)
    if found in PLAYLISTS:
        raise Unacceptable("outside_reference", found=found)
    if found in ACCEPTED[declared]:
        return found
    if found in MEDIA_TYPES:
        raise Unacceptable("not_as_declared", wanted=_WANTED[declared], found=found.upper())
    raise Unacceptable("unknown_format", found=found)


def _structure(data: Bytes, found: str) -> tuple[str, ...]:
    if found == "pdf":
        _check_pdf(data)
        return ()
    if stowaways.document_at_start(data):
        raise Unacceptable("stowaway", found="pdf")
    if found in ("mp4", "mov"):
        return _check_clip(data)
    layout = _LAYOUTS[found](data)
    if layout.moving > 1:
        raise Unacceptable("animated", frames=layout.moving)
    for note in layout.notes:
        if active := stowaways.in_text(note):
            raise Unacceptable("stowaway", found=active)
    return tail.account_for(data, layout.end)


def _check_clip(data: Bytes) -> tuple[str, ...]:
    found, end = boxes.outer(data)
    movies = [box for box in found if box.kind == b"moov"]
    if not movies:
        # Without its index a recording stopped half way, or the upload did.
        raise Unacceptable("truncated")
    if any(boxes.points_outside(data, movie) for movie in movies):
        raise Unacceptable("outside_reference")
    for box in found:
        if box.kind in _LOOSE and (active := stowaways.in_opaque(data[box.payload : box.end])):
            raise Unacceptable("stowaway", found=active)
    return tail.account_for(data, end)


def _check_pdf(data: Bytes) -> None:
    """Sees uncompressed objects only; what hides in a compressed stream is why PDFs are only downloaded."""
    if b"%%EOF" not in data[-2048:]:
        raise Unacceptable("truncated")
    if data.find(b"/Encrypt") >= 0:
        raise Unacceptable("locked_document")
    if active := _ACTIVE_PDF.search(data):
        raise Unacceptable("active_document", found=active.group(1).decode("ascii"))


def _examined(
    declared: Kind, found: str, digest: str, size: int, extras: tuple[str, ...], facts: dict[str, Any]
) -> Examined:
    if facts.pop("frames", 1) > 1:
        raise Unacceptable("animated", frames=2)
    return Examined(
        kind=declared,
        format=found,
        media_type=MEDIA_TYPES[found],
        sha256=digest,
        bytes=size,
        extras=extras,
        **facts,
    )
