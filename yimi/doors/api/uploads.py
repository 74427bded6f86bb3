"""A multipart upload on its way in: measured before it is read, streamed to one file, gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from yimi.doors.api.problems import Trouble
from yimi.kernel.errors import Refusal
from yimi.rooms.evidence.intake import MAX_BYTES

FORM_BYTES = 64 * 1024  # the fields and boundaries around the file
LARGEST = max(MAX_BYTES.values()) + FORM_BYTES


class _Body:
    """The request's bytes, counted: a connection that broke must not pass for the end of a file."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.count = request, 0

    def read(self, size: int) -> bytes:
        piece: bytes = self.request.read(size)
        self.count += len(piece)
        return piece


class _OneFile(FileUploadHandler):
    """Takes the part called `file`, once; its name on the phone is of no interest."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.kept: BinaryIO | None = None

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        if field_name != "file" or self.kept is not None:
            raise Refusal(_("一次只传一个文件，字段名是 file。"), field=field_name[:40], code="one_file")
        # without a name in the folder: a server that is killed leaves nothing behind
        self.kept = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  (closed by `received`)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.kept is not None
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        assert self.kept is not None
        self.kept.seek(0)
        return UploadedFile(self.kept, "upload", size=file_size)

    def close(self) -> None:
        if self.kept is not None:
            self.kept.close()


@contextmanager
def received(request: HttpRequest) -> Iterator[tuple[dict[str, str], BinaryIO]]:
    """The form's fields and its file, which is deleted at the end whatever happens.

    Raises Trouble 411, 413 and 415 before a byte is read, 400 for a broken form, Refusal without a file.
    """
    size = _declared(request)
    handler, body = _OneFile(request), _Body(request)
    try:
        try:
            fields, _files = MultiPartParser(request.META, cast(Any, body), [handler], "utf-8").parse()
        except (MultiPartParserError, UnreadablePostError) as error:
            raise _broken() from error
        if body.count < size:
            raise _broken()
        if handler.kept is None:
            raise Refusal(_("没有收到文件，字段名是 file。"), field="file", code="no_file")
        given = {name: str(value) for name, value in fields.items() if value != ""}
        yield given, handler.kept
    finally:
        handler.close()


def _declared(request: HttpRequest) -> int:
    if request.content_type != "multipart/form-data":
        raise Trouble(415, "not_a_form", _("上传要用 multipart/form-data。"))
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) == 0:
        raise Trouble(411, "length_required", _("上传要写明 Content-Length。"))
    if int(length) > LARGEST:
        detail = _("文件超过 {most} MB 的上限，没有接收。请用普通画质重新拍摄。")
        raise Trouble(413, "too_large", detail.format(most=LARGEST // 1024**2))
    return int(length)


def _broken() -> Trouble:
    return Trouble(400, "upload_broken", _("上传不完整或格式不对，没有保存。请用同一个编号再传一次。"))
