"""Reads what the flag rules need, in a fixed number of queries, and asks every rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.kernel.geo import Point
from yimi.kernel.masking import mask_name
from yimi.rooms.evidence import rules
from yimi.rooms.evidence.models import Media, PictureMatch
from yimi.rooms.evidence.queries.wanted import people_needed, photos_counted, spec_of
from yimi.rooms.evidence.states import ChallengeKind, MediaKind, Source
from yimi.rooms.projects.models import Session, SessionParticipant, SessionStaff
from yimi.rooms.projects.states import SessionState

NEARBY = timedelta(hours=12)  # nobody's day of sessions is longer; bounds the search for overlaps


@dataclass(frozen=True)
class Resemblance:
    reused: list[rules.Likeness]
    similar: list[rules.Likeness]
    within: list[rules.Likeness]


def drafts_for(session: Session) -> list[rules.FlagDraft]:
    """Every flag of a session as the rules see it now; storing them is `raise_flags`."""
    occasion, captures = occasion_of(session), captures_of(session)
    alike, spec = resemblance_of(session), spec_of(session)
    bits, fence = figure("pdq_flag_distance"), figure("geofence_m")
    return [
        *rules.exact_reuse(alike.reused),
        *rules.similar_picture(alike.similar, threshold=bits),
        *rules.burst(alike.within, threshold=bits),
        *rules.outside_window(captures, occasion, slack_minutes=figure("capture_slack_minutes")),
        *rules.outside_geofence(captures, occasion, limit_m=fence),
        *rules.accuracy_low(captures, limit_m=figure("accuracy_max_m")),
        *rules.clock_differs(captures, minutes=figure("clock_minutes")),
        *rules.exif_time_differs(captures, minutes=figure("exif_time_minutes")),
        *rules.exif_place_differs(captures, occasion, limit_m=fence),
        *rules.too_few_photos(photos_counted(session), needed=spec.min_photos),
        *rules.too_few_people(session.people_count, needed=people_needed(spec)),
        *rules.too_few_minutes(occasion, needed=spec.min_minutes),
        *rules.person_in_two_places(
            occasion, _people_elsewhere(session), gap_minutes=figure("person_gap_minutes")
        ),
        *rules.staff_in_two_places(occasion, _staff_elsewhere(session), speed_kmh=figure("travel_kmh_max")),
        *rules.late(occasion, submitted_at=_handed_in(session), hours=spec.submit_hours),
        *rules.challenge_missing(captures),
        *rules.challenge_offline(captures),
        *rules.desk_upload(captures),
    ]


def _handed_in(session: Session) -> datetime:
    """The first complete submission: what was sent in again after a return is not late for that."""
    return session.first_submitted_at or session.submitted_at or clock.now()


def occasion_of(session: Session) -> rules.Occasion:
    site = session.site
    return rules.Occasion(
        number=session.number,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        site_id=session.site_id,
        point=site.point if site else None,
        radius_m=site.radius_m if site else 0,
        actual_start=session.actual_start,
        actual_end=session.actual_end,
    )


def captures_of(session: Session) -> list[rules.Capture]:
    uploads = Media.objects.standing().filter(session=session).select_related("challenge").order_by("pk")
    return [
        rules.Capture(
            id=one.pk,
            kind=MediaKind(one.kind),
            source=Source(one.source),
            received_at=one.received_at,
            taken_at=one.taken_at,
            point=one.point,
            accuracy_m=one.accuracy_m,
            exif_taken_at=_exif_time(one.exif),
            exif_point=_exif_point(one.exif),
            challenge=ChallengeKind(one.challenge.kind) if one.challenge else None,
            file_id=one.file_id,
            clock_off=_clock_off(one.packet),
        )
        for one in uploads
    ]


def resemblance_of(session: Session) -> Resemblance:
    """Same bytes and like pictures: earlier ones of other sessions, and pairs inside this one.

    The earlier upload is never accused: what is received later carries the flag, so a session that was
    reviewed once does not change its flags because of somebody else's later upload.
    """
    mine = {one.pk: one for one in Media.objects.standing().filter(session=session)}
    files: dict[int, list[Media]] = {}
    for one in mine.values():
        files.setdefault(one.file_id, []).append(one)
    reused = _same_bytes(session, files)
    within = _copies_inside(session, files)
    same_pairs = {(one.media_id, one.other_media_id) for one in reused}
    similar = []
    found = PictureMatch.objects.filter(Q(media__in=mine) | Q(other_media__in=mine)).select_related(
        "media__session", "other_media__session"
    )
    for pair in found:
        if pair.media_id in mine and pair.other_media_id in mine:
            within += [_seen_from(pair, pair.media, session), _seen_from(pair, pair.other_media, session)]
            continue
        own = pair.media if pair.media_id in mine else pair.other_media
        other = pair.other_media if own is pair.media else pair.media
        if other.withdrawn_at is None and _before(other, own) and (own.pk, other.pk) not in same_pairs:
            similar.append(_seen_from(pair, own, other.session))
    return Resemblance(reused, similar, within)


def _same_bytes(session: Session, files: dict[int, list[Media]]) -> list[rules.Likeness]:
    others = (
        Media.objects.standing()
        .filter(county=session.county, file__in=list(files))
        .exclude(session=session)
        .select_related("session")
    )
    return [
        rules.Likeness(own.pk, other.pk, 0, "", _number(other), other.received_at)
        for other in others
        for own in files[other.file_id]
        if _before(other, own)
    ]


def _copies_inside(session: Session, files: dict[int, list[Media]]) -> list[rules.Likeness]:
    return [
        rules.Likeness(own.pk, other.pk, 0, "", session.number, other.received_at)
        for group in files.values()
        for own in group
        for other in group
        if own.kind == MediaKind.PHOTO and other.pk < own.pk
    ]


def _seen_from(pair: PictureMatch, own: Media, other_session: Session | None) -> rules.Likeness:
    turned = own.pk != pair.media_id
    other = pair.media if turned else pair.other_media
    return rules.Likeness(
        media_id=own.pk,
        other_media_id=other.pk,
        distance=pair.distance,
        orientation=pair.orientation,
        other_session=other_session.number if other_session else "",
        other_received_at=other.received_at,
        frame_s=pair.other_frame_s if turned else pair.frame_s,
        other_frame_s=pair.frame_s if turned else pair.other_frame_s,
    )


def _before(other: Media, own: Media) -> bool:
    return (other.received_at, other.pk) < (own.received_at, own.pk)


def _number(media: Media) -> str:
    return media.session.number if media.session else ""


def _people_elsewhere(session: Session) -> list[rules.Elsewhere]:
    mine = session.participants.filter(person__isnull=False).exclude(attended=False).values("person")
    rows = (
        SessionParticipant.objects.filter(person__in=mine, session__state__in=SessionState.HELD)
        .filter(**_nearby(session))
        .exclude(session=session)
        .exclude(attended=False)
        .select_related("session__site")
        .order_by("session_id", "pk")
    )
    return [rules.Elsewhere(row.label, occasion_of(row.session)) for row in rows]


def _staff_elsewhere(session: Session) -> list[rules.Elsewhere]:
    rows = (
        SessionStaff.objects.filter(
            user__in=session.staff.values("user"), session__state__in=SessionState.LIVE
        )
        .filter(**_nearby(session))
        .exclude(session=session)
        .select_related("session__site", "user")
        .order_by("session_id", "pk")
    )
    return [rules.Elsewhere(mask_name(row.user.display_name), occasion_of(row.session)) for row in rows]


def _nearby(session: Session) -> dict[str, Iterable[datetime] | str]:
    return {
        "session__county": session.county,
        "session__starts_at__range": (session.starts_at - NEARBY, session.ends_at + NEARBY),
    }


def _exif_time(exif: dict[str, object]) -> datetime | None:
    text = exif.get("taken_at")
    at = parse_datetime(text) if isinstance(text, str) else None
    # a camera that writes no zone means the clock on the wall
    return timezone.make_aware(at) if at is not None and timezone.is_naive(at) else at


def _clock_off(packet: dict[str, object]) -> timedelta | None:
    seconds = packet.get("clock_off_s")
    return timedelta(seconds=seconds) if isinstance(seconds, int | float) else None


def _exif_point(exif: dict[str, object]) -> Point | None:
    longitude, latitude = exif.get("longitude"), exif.get("latitude")
    if isinstance(longitude, int | float) and isinstance(latitude, int | float):
        return Point(float(longitude), float(latitude))
    return None
