"""Reads what the flag rules need, in a fixed number of queries, and asks every rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.kernel.geo import Point
from yimi.kernel.masking import mask_name
from yimi.rooms.evidence import rules
from yimi.rooms.evidence.models import Media
from yimi.rooms.evidence.queries.elsewhere import other_hands, points_elsewhere
from yimi.rooms.evidence.queries.resemblance import resemblance_of
from yimi.rooms.evidence.queries.wanted import people_needed, photos_counted, spec_of
from yimi.rooms.evidence.states import ChallengeKind, MediaKind, MediaState, Source
from yimi.rooms.projects.models import Session, SessionParticipant, SessionStaff
from yimi.rooms.projects.states import SessionState

NEARBY = timedelta(hours=12)  # nobody's day of sessions is longer; bounds the search for overlaps


def drafts_for(session: Session) -> list[rules.FlagDraft]:
    """Every flag of a session as the rules see it now; storing them is `raise_flags`."""
    occasion, captures = occasion_of(session), captures_of(session)
    alike, spec = resemblance_of(session), spec_of(session)
    fence = figure("geofence_m")
    return [
        *rules.same_file(alike.reused),
        *rules.same_picture(alike.similar),
        *rules.same_scene(alike.similar, site_id=session.site_id),
        *rules.burst(alike.within),
        *rules.unchecked(_unreadable(session)),
        *rules.outside_window(captures, occasion, slack_minutes=figure("capture_slack_minutes")),
        *rules.outside_geofence(captures, occasion, limit_m=fence),
        *rules.accuracy_low(captures, limit_m=figure("accuracy_max_m")),
        *rules.clock_differs(captures, minutes=figure("clock_minutes")),
        *rules.clock_set_back(captures, minutes=figure("clock_minutes")),
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
        *rules.challenge_seen(captures),
        *rules.desk_upload(captures),
        *rules.same_point(captures, points_elsewhere(session, captures)),
        *rules.accuracy_zero(captures),
        *rules.round_seconds(captures),
        *rules.shared_device(other_hands(session, captures)),
        *rules.watermark_differs(
            captures,
            occasion,
            slack_minutes=figure("capture_slack_minutes"),
            minutes=figure("exif_time_minutes"),
        ),
        *rules.received_later(captures, occasion),
    ]


def _handed_in(session: Session) -> datetime:
    """The first complete submission: what was sent in again after a return is not late for that."""
    return session.first_submitted_at or session.submitted_at or clock.now()


def _unreadable(session: Session) -> list[int]:
    at_scene = Media.objects.standing().filter(session=session).exclude(kind=MediaKind.DOCUMENT)
    return list(at_scene.filter(state=MediaState.FAILED).order_by("pk").values_list("pk", flat=True))


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
            code_seen=bool(one.code_seen),
            file_id=one.file_id,
            clock_off=_clock_off(one.packet),
            stamps=tuple(_stamp(each) for each in (one.watermark or {}).get("stamps", ())),
            numbers=tuple((one.watermark or {}).get("numbers", ())),
            device=one.packet.get("device", ""),
            clock_off_at_least=bool(one.packet.get("clock_off_at_least")),
            sequence=int(one.packet.get("sequence", 0)),
            device_time=parse_datetime(str(one.packet.get("device_time", ""))),
        )
        for one in uploads
    ]


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


def _stamp(kept: Sequence[int | None]) -> rules.Stamp:
    """As `read_code` wrote it."""
    year, month, day, hour, minute = kept
    return rules.Stamp(month=month or 0, day=day or 0, year=year, hour=hour, minute=minute or 0)


def _exif_point(exif: dict[str, object]) -> Point | None:
    longitude, latitude = exif.get("longitude"), exif.get("latitude")
    if isinstance(longitude, int | float) and isinstance(latitude, int | float):
        return Point(float(longitude), float(latitude))
    return None
