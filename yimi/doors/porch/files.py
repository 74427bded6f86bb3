"""Serving kept bytes: a room decides who may have them, this part sends them well.

A door registers a kind once: `register("media", function)`. `function(request, key)` returns `Sent` or None:
that is a 404: the asker does not learn whether the file exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header

from yimi.kernel.files import StoredFile, open_stored

CHUNK = 256 * 1024
# Only these open inside the page; everything else is saved, so that nothing uploaded ever runs in our origin.
SHOWN_IN_PAGE = frozenset({"image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm"})


@dataclass(frozen=True)
class Sent:
    """A file that this asker may have, and the name under which to save it."""

    file: StoredFile
    name: str = ""
    download: bool = False


Decide = Callable[[HttpRequest, str], Sent | None]
_kinds: dict[str, Decide] = {}


def register(kind: str, decide: Decide) -> None:
    """Let /files/<kind>/<key> be answered by `decide`, which asks the room with the request's reach."""
    _kinds[kind] = decide


def serve(request: HttpRequest, kind: str, key: str) -> HttpResponseBase:
    """The signed-in door for files: authorised by the kind's own query, never kept by a shared cache."""
    decide = _kinds.get(kind)
    sent = decide(request, key) if decide else None
    if sent is None:
        raise Http404
    response = send(request, sent)
    patch_cache_control(response, private=True, max_age=3600)
    return response


def send(request: HttpRequest, sent: Sent) -> HttpResponseBase:
    """The bytes, whole or the range asked for (clips are sought in), with honest headers."""
    file = sent.file
    tag = f'"{file.sha256[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponseBase = HttpResponse(status=304)
    else:
        response = _bytes(request, file)
    inline = file.media_type in SHOWN_IN_PAGE and not sent.download
    name = sent.name or f"{file.sha256[:12]}{ENDINGS.get(file.media_type, '')}"
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    return response


ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


def _bytes(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    asked = request.headers.get("Range", "")
    if not asked:
        response: HttpResponseBase = FileResponse(_opened(file), content_type=file.media_type)
        response["Content-Length"] = str(file.size)
        return response
    part = _part(asked, file.size)
    if part is None:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{file.size}"
        return response
    first, last = part
    response = StreamingHttpResponse(
        _slice(_opened(file), first, last), status=206, content_type=file.media_type
    )
    response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    response["Content-Length"] = str(last - first + 1)
    return response


def _opened(file: StoredFile) -> BinaryIO:
    try:
        return open_stored(file)
    except FileNotFoundError as error:
        raise Http404 from error


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a one-part range: bytes=0-1023, bytes=500-, bytes=-200; else None."""
    match = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", asked.strip())
    if not match or not (match[1] or match[2]) or not size:
        return None
    if not match[1]:
        return (max(size - int(match[2]), 0), size - 1) if int(match[2]) else None
    first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    return (first, last) if first <= last else None


def _slice(stream: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with stream:
        stream.seek(first)
        left = last - first + 1
        while left > 0 and (piece := stream.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
