"""From bytes to evidence: examined, counted, dated, kept. Used by the actions that take an upload in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from yimi.kernel import clock, files
from yimi.kernel.action import note
from yimi.kernel.errors import Refusal
from yimi.kernel.figures import figure
from yimi.kernel.geo import Point, gcj02_to_wgs84
from yimi.rooms.accounts.models import User
from yimi.rooms.evidence import rules
from yimi.rooms.evidence.intake import Examined
from yimi.rooms.evidence.models import Challenge, Media
from yimi.rooms.evidence.queries.who import require_open
from yimi.rooms.evidence.spool import Spooled
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


def keep(
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


def declared(kind: str) -> MediaKind:
    if kind not in MediaKind.values:
        raise Refusal(_("材料只能是照片、视频或文件。"), field="kind")
    return MediaKind(kind)


def alone_with(client_id: UUID) -> Media | None:
    """The upload of that number, if there is one; nobody else works on it until this is committed."""
    number = int.from_bytes(client_id.bytes[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
    return Media.objects.select_related("file", "session").filter(client_id=client_id).first()


def same_again(known: Media, spool: Spooled, session: Session) -> Media:
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
