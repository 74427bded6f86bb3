"""Resumable uploads, tus 1.0: begin (with or without the bytes), ask how far it came, go on, drop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from yimi.doors.api import packets, tus
from yimi.doors.api.asking import Asked
from yimi.doors.api.problems import Trouble, refusals
from yimi.doors.api.reading import worked_session
from yimi.kernel import clock
from yimi.kernel.errors import Refusal
from yimi.rooms.evidence import actions, arriving
from yimi.rooms.evidence.intake import MAX_BYTES
from yimi.rooms.evidence.models import Media, Upload
from yimi.rooms.evidence.queries.uploads import require_accepted

router = Router(tags=["uploads"])
ADDRESS = "/api/uploads/{client_id}"


def _headers(**described: str) -> dict[str, Any]:
    given = {"Tus-Resumable": "1.0.0", **described}
    return {
        "parameters": [
            {"in": "header", "name": name.replace("_", "-"), "required": True, "schema": {"type": "string"},
             "description": text}
            for name, text in given.items()
        ]
    }  # fmt: skip


BODY = {"requestBody": {"content": {tus.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}
PIECE = _headers(Upload_Offset="Where this piece begins; what HEAD answered") | BODY


@router.api_operation(
    ["OPTIONS"], "/uploads", operation_id="upload_protocol", summary="What the upload protocol can do here",
    response={204: None, **refusals()},
)  # fmt: skip
def upload_protocol(request: Asked) -> HttpResponse:
    """Versions, extensions, the largest file, and the checksums there are."""
    return HttpResponse(
        status=204,
        headers={
            "Tus-Version": tus.VERSION,
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Max-Size": str(max(MAX_BYTES.values())),
            "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
        },
    )


@router.post(
    "/uploads", operation_id="begin_upload", summary="Begin an upload, or send the whole at once",
    openapi_extra=_headers(
        Upload_Length="Bytes of the whole file",
        Upload_Metadata="`packet <base64>`: the capture packet, a JWS (typ yimi-capture+jwt, ES256) of the device "
        "the token is bound to, or plain JSON with a token that is bound to none; fields: "
        + ", ".join(packets.Packet.model_fields),
    ) | BODY,
    response={201: None, **refusals(403, 404, 409, 411, 412, 460, 507)},
)  # fmt: skip
def begin_upload(request: Asked) -> HttpResponse:
    """Location is where to PATCH. With a body (creation-with-upload) Upload-Offset says how much of it was kept: all
    means received. The same client id again is a success: ask with HEAD how much has come."""
    tus.require_version(request)
    length = tus.number(request, "Upload-Length")
    packet = packets.read(tus.metadata(request).get("packet", ""), request.token)
    session = worked_session(request, packet.session)
    _require_size(length, packet.kind)
    about: dict[str, Any] = {
        "client_id": packet.client_id,
        "session": session,
        "length": length,
        "sha256": packet.sha256,
    }
    about |= {"said": packets.said(packet, request.token), "by": request.user}
    upload = _with_body(request, about) if tus.carries(request) else actions.begin_upload(**about)
    where = {"Location": ADDRESS.format(client_id=packet.client_id)}
    return HttpResponse(
        status=201, headers=where | tus.answer_headers(_stands(upload), upload.length, upload.expires_at)
    )


def _with_body(request: Asked, about: dict[str, Any]) -> Upload:
    """What has come of the body is kept even when the line broke; the phone goes on from there."""
    _require_fit(request, about["length"], 0)
    arrived = arriving.Arrival(about["client_id"])
    try:
        arrived.take(tus.checked_pieces(request))
        return actions.receive_at_once(arrived=arrived, **about)
    except arriving.NoRoom as full:
        raise _no_room() from full
    finally:
        arrived.drop()


@router.api_operation(
    ["HEAD"], "/uploads/{client_id}", operation_id="upload_offset", summary="How much has come",
    openapi_extra=_headers(), response={200: None, **refusals(404, 410, 412)},
)  # fmt: skip
def upload_offset(request: Asked, client_id: UUID) -> HttpResponse:
    """Upload-Offset and Upload-Length; equal once it was received. 422 when its examination refused it."""
    tus.require_version(request)
    finished = _finished(request, client_id)
    if finished is not None:
        return HttpResponse(headers=tus.answer_headers(finished.file.size, finished.file.size, None))
    upload = _upload(request, client_id)
    require_accepted(upload)
    return HttpResponse(headers=tus.answer_headers(_stands(upload), upload.length, upload.expires_at))


@router.patch(
    "/uploads/{client_id}", operation_id="upload_part", summary="Send a piece",
    openapi_extra=PIECE, response={204: None, **refusals(403, 404, 409, 410, 411, 412, 415, 460, 507)},
)  # fmt: skip
def upload_part(request: Asked, client_id: UUID) -> HttpResponse:
    """From Upload-Offset on. With Upload-Checksum all of it or nothing (460); without, what came before a line broke.

    204 to the last piece: all of it is on our disk, and examined next (`upload_states` tells what came of it). 422 says
    what the first look found wrong, and then nothing of it is kept.
    """
    return _take_in(request, client_id)


@router.post(
    "/uploads/{client_id}", operation_id="upload_part_by_post", summary="Send a piece where there is no PATCH",
    openapi_extra=_headers(X_HTTP_Method_Override="PATCH") | {"requestBody": BODY["requestBody"]},
    response={204: None, **refusals(403, 404, 405, 409, 410, 411, 412, 415, 460, 507)},
)  # fmt: skip
def upload_part_by_post(request: Asked, client_id: UUID) -> HttpResponse:
    """The same as PATCH, for mini programs, which cannot send one: X-HTTP-Method-Override: PATCH."""
    if request.headers.get("X-HTTP-Method-Override") != "PATCH":
        detail = _("这个地址没有这种操作，可以用：{methods}。").format(methods="HEAD, PATCH, DELETE")
        raise Trouble(405, "method_not_allowed", detail, headers={"Allow": "HEAD, PATCH, DELETE"})
    return _take_in(request, client_id)


@router.delete(
    "/uploads/{client_id}", operation_id="drop_upload", summary="Drop an unfinished upload",
    openapi_extra=_headers(), response={204: None, **refusals(404, 409, 410, 412)},
)  # fmt: skip
def drop_upload(request: Asked, client_id: UUID) -> HttpResponse:
    """Its bytes go at once; also for one whose refusal was read. A finished one is evidence: `withdraw_media`."""
    tus.require_version(request)
    actions.drop_upload(upload=_upload(request, client_id), by=request.user)
    return HttpResponse(status=204)


def _take_in(request: Asked, client_id: UUID) -> HttpResponse:
    tus.require_version(request)
    if request.content_type != tus.MEDIA_TYPE:
        raise Trouble(415, "not_a_piece", _("上传的内容类型应为 {type}。").format(type=tus.MEDIA_TYPE))
    at = tus.number(request, "Upload-Offset")
    finished = _finished(request, client_id)
    if finished is not None:
        return _already(at, finished.file.size)
    upload = _upload(request, client_id)
    require_accepted(upload)
    if upload.received_at is not None:
        return _already(at, upload.length)
    _require_fit(request, upload.length, at)
    try:
        stands = _appended(arriving.Part(client_id, upload.length), at, tus.checked_pieces(request))
        if stands == upload.length:
            _receive(request, upload)
    except arriving.Moved as moved:
        raise _moved(moved.offset) from moved
    except arriving.Gone as gone:
        raise Http404 from gone
    except arriving.NoRoom as full:
        raise _no_room() from full
    return HttpResponse(status=204, headers=tus.answer_headers(stands, upload.length, upload.expires_at))


def _already(at: int, length: int) -> HttpResponse:
    if at != length:
        raise _moved(length)
    return HttpResponse(status=204, headers=tus.answer_headers(length, length, None))


def _appended(part: arriving.Part, at: int, pieces: Iterable[bytes]) -> int:
    if part.offset != at:
        raise arriving.Moved(part.offset)
    return part.append(at, pieces)


def _receive(request: Asked, upload: Upload) -> None:
    """A refusal is final: these bytes will never be taken, so they go. An accident leaves them for another try."""
    try:
        actions.receive_upload(upload=upload, by=request.user)
    except Refusal:
        actions.drop_upload(upload=upload, by=request.user)
        raise


def _stands(upload: Upload) -> int:
    """How much has come, by the row or by the disk."""
    if upload.received_at is not None:
        return upload.length
    try:
        return arriving.Part(upload.client_id, upload.length).offset
    except arriving.Gone as gone:
        raise Http404 from gone


def _require_size(length: int, kind: str) -> None:
    most = MAX_BYTES[kind]  # type: ignore[index]  # the packet's kinds are those of the intake
    if length > most:
        detail = _("文件超过 {most} MB 的上限，没有接收。请用普通画质重新拍摄。")
        raise Trouble(413, "too_large", detail.format(most=most // 1024**2))
    if length == 0:
        raise Refusal(_("文件是空的，没有保存。请重新拍摄。"), field="upload", code="empty")


def _require_fit(request: HttpRequest, length: int, at: int) -> None:
    announced = request.META.get("CONTENT_LENGTH") or ""
    if not announced.isdecimal():
        raise Trouble(411, "length_required", _("上传要写明 Content-Length。"))
    if at + int(announced) > length:
        raise Trouble(413, "too_large", _("内容超过了大小上限，没有处理。请缩小后再传。"))


def _finished(request: Asked, client_id: UUID) -> Media | None:
    return Media.objects.select_related("file").filter(client_id=client_id, uploaded_by=request.user).first()


def _upload(request: Asked, client_id: UUID) -> Upload:
    upload = Upload.objects.visible_to(request.reach).select_related("session").filter(pk=client_id).first()
    if upload is None:
        raise Http404
    if upload.received_at is None and upload.expires_at <= clock.now():
        raise Trouble(410, "upload_expired", _("这次上传已过期，请从头再传。"))
    return upload


def _moved(offset: int) -> Trouble:
    detail = _("这次上传已经收到 {offset} 字节，请从那里接着传。").format(offset=offset)
    return Trouble(409, "offset_differs", detail, headers={"Upload-Offset": str(offset)})


def _no_room() -> Trouble:
    return Trouble(
        507, "no_room", _("服务器的磁盘满了，这一份没有保存。请保留手机里的原件，稍后会自动再传。")
    )
