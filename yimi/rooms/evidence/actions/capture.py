"""Codes and uploads. An upload is answered at once; pictures are worked on by a job afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from yimi.kernel import clock, files
from yimi.kernel.action import action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.figures import figure
from yimi.kernel.geo import Point, gcj02_to_wgs84
from yimi.rooms.accounts.models import User
from yimi.rooms.evidence import rules
from yimi.rooms.evidence.intake import Examined
from yimi.rooms.evidence.models import Challenge, Media
from yimi.rooms.evidence.queries.who import require_open, require_own_session
from yimi.rooms.evidence.spool import Spooled, spooled
from yimi.rooms.evidence.states import ChallengeKind, MediaKind, Source
from yimi.rooms.projects.models import Session

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
    declared = _declared(kind)
    with spooled(upload, declared) as spool:
        # fifty phones may send the same upload at once: one works, the others then find its row
        known = _alone_with(client_id)
        if known is not None:
            return _same(known, spool, session)
        examined = spool.examined()
        held = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
        require_open(held)
        _room_for(held, declared)
        media = Media.objects.create(
            client_id=client_id,
            county=held.county,
            session=held,
            kind=declared,
            file=files.store(spool.file, media_type=examined.media_type, by=by),
            source=Source(source),
            subject=subject.strip(),
            taken_at=taken_at,
            received_at=clock.now(),
            uploaded_by=by,
            challenge=_spent(held, challenge_code.strip(), client_id, by),
            packet=dict(packet or {}),
            **_seen(examined),
            **_place(where),
        )
    app.configure_task("evidence.process_media", queue="media").defer(media_id=media.pk)
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


def _spent(session: Session, code: str, client_id: UUID, by: User) -> Challenge | None:
    """The challenge this code answers, used up if it was an online one; none when it answers nothing."""
    if not code:
        return None
    now = clock.now()
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
