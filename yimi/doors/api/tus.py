"""The headers of the resumable upload protocol, tus 1.0: read and checked, nothing done."""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile

from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.http import http_date
from django.utils.translation import gettext as _

from yimi.doors.api.problems import Trouble

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
ALGORITHMS = ("sha1", "sha256")
MEDIA_TYPE = "application/offset+octet-stream"
PIECE = 64 * 1024
IN_MEMORY = 1024 * 1024


def require_version(request: HttpRequest) -> None:
    """Raise Trouble 412 for any other version of the protocol."""
    if request.headers.get("Tus-Resumable") != VERSION:
        detail = _("上传协议的版本不对，请更新客户端。")
        raise Trouble(412, "tus_version", detail, headers={"Tus-Version": VERSION})


def number(request: HttpRequest, name: str) -> int:
    """A header that counts bytes. Raises Trouble 400."""
    text = request.headers.get(name, "")
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise Trouble(400, "header_wrong", _("上传请求缺少 {name}，或不是数字。").format(name=name))
    return int(text)


def metadata(request: HttpRequest) -> dict[str, str]:
    """Upload-Metadata: `name base64, name base64 …`. Raises Trouble 400."""
    found = {}
    for pair in filter(
        None, (part.strip() for part in request.headers.get("Upload-Metadata", "").split(","))
    ):
        name, _space, value = pair.partition(" ")
        try:
            found[name] = b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError) as error:
            detail = _("上传请求的 Upload-Metadata 看不懂。")
            raise Trouble(400, "header_wrong", detail) from error
    return found


def carries(request: HttpRequest) -> bool:
    """Do bytes of the file come with this request?"""
    return request.content_type == MEDIA_TYPE and (request.META.get("CONTENT_LENGTH") or "0") != "0"


def pieces(request: HttpRequest) -> Iterator[bytes]:
    """The body as it comes. A line that breaks ends it early: what has come so far is kept."""
    while True:
        try:
            piece = request.read(PIECE)
        except (UnreadablePostError, OSError):
            return
        if not piece:
            return
        yield piece


def checked_pieces(request: HttpRequest) -> Iterator[bytes]:
    """The body, all of it or nothing when it comes with Upload-Checksum. Raises Trouble 400 and 460."""
    header = request.headers.get("Upload-Checksum")
    if header is None:
        yield from pieces(request)
        return
    algorithm, _space, wanted = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Trouble(400, "checksum_unknown", _("不认识这种校验算法，可以用 sha1 或 sha256。"))
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        for piece in pieces(request):
            digest.update(piece)
            copy.write(piece)
        try:
            same = b64decode(wanted, validate=True) == digest.digest()
        except binascii.Error:
            same = False
        if not same:
            raise Trouble(460, "checksum_differs", _("这一段在路上出了差错，没有保存，请再传一次。"))
        copy.seek(0)
        while piece := copy.read(PIECE):
            yield piece


def answer_headers(offset: int, length: int, expires_at: datetime | None) -> dict[str, str]:
    """What every answer about an upload says."""
    said = {"Upload-Offset": str(offset), "Upload-Length": str(length)}
    return said if expires_at is None else said | {"Upload-Expires": http_date(expires_at.timestamp())}
