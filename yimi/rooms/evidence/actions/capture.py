"""Codes, and uploads made evidence. Pictures are worked on by a job afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import connection, transaction
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from yimi.kernel import clock, files
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.figures import figure
from yimi.kernel.geo import Point, gcj02_to_wgs84
from yimi.rooms.accounts.models import User
from yimi.rooms.evidence import arriving, rules
from yimi.rooms.evidence.intake import BUSY, Examined
from yimi.rooms.evidence.models import Challenge, Media, Upload
from yimi.rooms.evidence.queries.who import require_open, require_own_session
from yimi.rooms.evidence.spool import Spooled, spooled
from yimi.rooms.evidence.states import ChallengeKind, MediaKind, Source
from yimi.rooms.projects.models import Session

READ_BY = timedelta(days=30)  # a refusal nobody has read by then goes
MOST = {
    MediaKind.PHOTO: "photos_most",
    MediaKind.CLIP: "clips_most",
    MediaKind.DOCUMENT: "documents_most",
}


@dataclass(frozen=True)
class Where:
    """What the device reported about its place; `source` is wgs84 or gcj02 (B10)."""

    longitude: float
    latitude: float
    accuracy_m: float | None = None
    source: str = "wgs84"


@action
def issue_challenge(*, session: Session, by: User) -> Challenge:
    """Give a four-digit code for the next picture, valid `challenge_minutes` (D9, decision 11).

    Raises NotYours for strangers to the session, Stale when it takes no more material.
    """
    require_own_session(by, session)
    require_open(session)
    now = clock.now()
    return Challenge.objects.create(
        session=session,
        code=f"{secrets.randbelow(10_000):04d}",
        issued_at=now,
        issued_by=by,
        expires_at=now + timedelta(minutes=figure("challenge_minutes")),
    )


@action
def issue_offline_seed(*, session: Session, by: User) -> Challenge:
    """Give a seed before leaving for a place without signal; valid until the material is due (decision 11).

    The code of each picture is `rules.offline_code(seed, client_id)`. Weaker: nobody saw the moment.
    """
    require_own_session(by, session)
    require_open(session)
    return Challenge.objects.create(
        session=session,
        kind=ChallengeKind.OFFLINE_SEED,
        seed=secrets.token_hex(16),
        issued_at=clock.now(),
        issued_by=by,
        expires_at=session.ends_at + timedelta(hours=figure("submit_hours")),
    )


@action(private=("upload", "where", "challenge_code", "packet"))
def receive_media(
    *,
    client_id: UUID,
    session: Session,
    kind: str,
    upload: bytes | BinaryIO,
    by: User,
    source: str = Source.CAMERA,
    taken_at: datetime | None = None,
    where: Where | None = None,
    subject: str = "",
    challenge_code: str = "",
    packet: Mapping[str, Any] | None = None,
) -> Media:
    """Take in one photo, clip or document (A4-04); safe to repeat with the same client id and bytes.

    A repeat returns the row that is there, marked `repeated`. Raises Refusal for an unacceptable file (field
    "upload", code of `intake.SENTENCES`), other bytes under a known client id, and enough of the kind; NotYours
    and Stale as for `issue_challenge`. A wrong or expired code is no refusal: it is a flag.
    `packet`, what the phone wrote down at the capture, is sealed too.
    """
    require_own_session(by, session)
    with spooled(upload, _declared(kind)) as spool:
        # fifty phones may send the same upload at once: one works, the others then find its row
        known = _alone_with(client_id)
        if known is not None:
            return _same(known, spool, session)
        return _keep(
            spool,
            client_id=client_id,
            session=session,
            by=by,
            source=source,
            taken_at=taken_at,
            where=where,
            subject=subject,
            challenge_code=challenge_code,
            packet=packet,
        )


@action
def take_in_upload(*, client_id: UUID, by: Actor) -> Media | Upload | None:
    """Examine a received upload and make it a Media; what is unacceptable keeps its sentence in the row instead.

    The caller drops the bytes once this is committed: killed anywhere before, all of it is done again. Returns None
    when somebody else has done it. Raises Refusal (busy) when the machine had no time for it: it waits on.
    """
    upload = Upload.objects.waiting().select_for_update(of=("self",)).filter(pk=client_id).first()
    if upload is None:
        return None
    try:
        with translation.override("zh-hans"), transaction.atomic():
            media = _kept(upload)
    except Refusal as refusal:
        if refusal.code == BUSY:
            raise
        note(refused=refusal.code)
        upload.refusal_code, upload.refusal = refusal.code or "refused", refusal.message
        upload.expires_at = clock.now() + READ_BY
        upload.save(update_fields=["refusal_code", "refusal", "expires_at"])
        return upload
    Upload.objects.filter(pk=upload.pk).delete()
    return media


@action
def withdraw_media(*, media: Media, by: User) -> Media:
    """Take a wrong picture out before handing in; it is kept and no longer counts. Raises NotYours, Stale."""
    held = Media.objects.select_for_update(of=("self",)).select_related("session").get(pk=media.pk)
    if held.session is None or held.withdrawn_at is not None:
        raise Stale(_("这份材料已经撤下。"))
    require_own_session(by, held.session)
    require_open(held.session)
    held.withdrawn_at, held.withdrawn_by = clock.now(), by
    held.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return held


def _kept(upload: Upload) -> Media:
    said = dict(upload.said)
    kind, where, taken_at = _declared(said.pop("kind")), said.pop("where"), said.pop("taken_at")
    known = _alone_with(upload.client_id)
    try:
        with arriving.Part(upload.client_id, upload.length).held() as file:
            digest = arriving.digest_of(file)
            if digest != upload.sha256:
                raise arriving.Gone
            spool = Spooled(arriving.Part(upload.client_id, upload.length).path, file, digest, kind)
            if known is not None:
                return _same(known, spool, upload.session)
            return _keep(
                spool,
                client_id=upload.client_id,
                session=upload.session,
                by=upload.owner,
                received_at=upload.received_at,
                where=Where(**where) if where else None,
                taken_at=parse_datetime(taken_at) if taken_at else None,
                **said,
            )
    except arriving.Gone as gone:
        raise Refusal(_("服务器上的这一份坏了，没能保存。请重新拍摄。"), code="bytes_gone") from gone


def _keep(
    spool: Spooled,
    *,
    client_id: UUID,
    session: Session,
    by: User,
    received_at: datetime | None = None,
    source: str = Source.CAMERA,
    taken_at: datetime | None = None,
    where: Where | None = None,
    subject: str = "",
    challenge_code: str = "",
    packet: Mapping[str, Any] | None = None,
) -> Media:
    """Examine the file and make it a Media of `by`, inside the action that calls; the work on it is queued.

    `received_at` is when it was acknowledged, now when not given: codes and delays are measured by that.
    """
    examined, at = spool.examined(), received_at or clock.now()
    # no key: rows that point at the session may be written meanwhile, phones wait for that
    held = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    require_open(held)
    _room_for(held, spool.kind)
    media = Media.objects.create(
        client_id=client_id,
        county=held.county,
        session=held,
        kind=spool.kind,
        file=files.store(spool.file, media_type=examined.media_type, by=by),
        source=Source(source),
        subject=subject.strip(),
        taken_at=taken_at,
        received_at=at,
        uploaded_by=by,
        challenge=_spent(held, challenge_code.strip(), client_id, by, at),
        packet=dict(packet or {}),
        **_seen(examined),
        **_place(where),
    )
    app.configure_task("evidence.process_media", queue="media").defer(media_id=media.pk)
    return media


def _declared(kind: str) -> MediaKind:
    if kind not in MediaKind.values:
        raise Refusal(_("材料只能是照片、视频或文件。"), field="kind")
    return MediaKind(kind)


def _alone_with(client_id: UUID) -> Media | None:
    """The upload of that number, if there is one; nobody else works on it until this is committed."""
    number = int.from_bytes(client_id.bytes[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
    return Media.objects.select_related("file", "session").filter(client_id=client_id).first()


def _same(known: Media, spool: Spooled, session: Session) -> Media:
    if known.file.sha256 != spool.sha256 or known.session_id != session.pk:
        raise Refusal(
            _("这个上传编号已经用于另一份材料，请重新选择文件再传一次。"),
            field="client_id",
            code="client_id_taken",
        )
    known.repeated = True
    note(repeated=True)
    return known


def _room_for(session: Session, kind: MediaKind) -> None:
    most = figure(MOST[kind])
    if Media.objects.standing().filter(session=session, kind=kind).count() >= most:
        raise Refusal(
            _("本场次的{kind}已有 {most} 份，够了。要换请先撤下一份。").format(kind=kind.label, most=most),
            field="upload",
            code="enough",
        )


def _spent(session: Session, code: str, client_id: UUID, by: User, now: datetime) -> Challenge | None:
    """The challenge this code answers, used up if it was an online one; none when it answers nothing."""
    if not code:
        return None
    valid = Challenge.objects.select_for_update().filter(session=session, expires_at__gte=now)
    online = (
        valid.filter(kind=ChallengeKind.ONLINE, code=code, used_at__isnull=True)
        .order_by("-issued_at")
        .first()
    )
    if online is not None:
        online.used_at, online.used_by = now, by
        online.save(update_fields=["used_at", "used_by"])
        return online
    for seeded in valid.filter(kind=ChallengeKind.OFFLINE_SEED).order_by("-issued_at"):
        if secrets.compare_digest(rules.offline_code(seeded.seed, client_id), code):
            return seeded
    return None


def _seen(examined: Examined) -> dict[str, Any]:
    return {
        "width": examined.width,
        "height": examined.height,
        "duration_s": examined.duration_s,
        "exif": dict(examined.exif),
    }


def _place(where: Where | None) -> dict[str, Any]:
    if where is None:
        return {}
    try:
        point = Point(where.longitude, where.latitude)
    except ValueError as error:
        raise Refusal(_("位置的经纬度不对，请重新定位，或不带位置上传。"), field="longitude") from error
    if where.source == "gcj02":
        point = gcj02_to_wgs84(point)
    return {
        "longitude": point.longitude,
        "latitude": point.latitude,
        "accuracy_m": where.accuracy_m,
        "coordinate_source": where.source,
    }
