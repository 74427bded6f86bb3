"""What a session has and what its type still wants, read from the tables for the pure rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from yimi.rooms.catalogue.models import TypeSpec
from yimi.rooms.catalogue.queries import label_of, spec_on
from yimi.rooms.catalogue.rules import HEADS
from yimi.rooms.evidence import rules
from yimi.rooms.evidence.models import Media, Narrative, PictureMatch
from yimi.rooms.evidence.queries.uploads import uploads_in
from yimi.rooms.evidence.states import MatchVerdict, MediaKind
from yimi.rooms.projects.models import Session, SessionParticipant


def spec_of(session: Session) -> TypeSpec:
    """The requirements in effect on the day of the session (law 8)."""
    return spec_on(session.type_id, timezone.localtime(session.starts_at).date())


def specs_of(sessions: Sequence[Session]) -> dict[int, TypeSpec]:
    """`spec_of` for several sessions by id, in one query. Raises Refusal like `spec_on`."""
    versions: dict[str, list[TypeSpec]] = {}
    for spec in TypeSpec.objects.filter(type__in={session.type_id for session in sessions}):
        versions.setdefault(spec.type_id, []).append(spec)
    found = {}
    for session in sessions:
        day = timezone.localtime(session.starts_at).date()
        in_effect = [one for one in versions.get(session.type_id, []) if one.effective_from <= day]
        found[session.pk] = (
            max(in_effect, key=lambda one: one.effective_from) if in_effect else spec_of(session)
        )
    return found


def wanted_of(spec: TypeSpec) -> rules.Wanted:
    return rules.Wanted(
        min_photos=spec.min_photos,
        clip_required=spec.clip_required,
        clip_min_s=spec.clip_min_s,
        clip_max_s=spec.clip_max_s,
        text_required=spec.text_required,
        named=tuple(_named(requirement) for requirement in spec.evidence),
    )


def missing(session: Session) -> list[str]:
    """What is still missing before `submit_session`, one sentence each, in the reader's language.

    What was received and is being examined counts as there: handing in waits for it anyway.
    """
    return missing_in([session])[session.pk]


def missing_in(sessions: Sequence[Session]) -> dict[int, list[str]]:
    """`missing` of several sessions by id, in as many queries as for one."""
    specs, held = specs_of(sessions), _held_in(sessions)
    return {
        session.pk: rules.missing_sentences(wanted_of(specs[session.pk]), held[session.pk])
        for session in sessions
    }


def photos_counted(session: Session) -> int:
    """Different photos handed in; bursts and copies count once."""
    return _photos_in([session])[session.pk]


def _photos_in(sessions: Sequence[Session]) -> dict[int, int]:
    photos = Media.objects.standing().filter(session__in=sessions, kind=MediaKind.PHOTO)
    files: dict[int, dict[int, int]] = {session.pk: {} for session in sessions}
    for session_id, media_id, file_id in photos.values_list("session_id", "pk", "file_id"):
        files[session_id or 0][media_id] = file_id
    everything = [media_id for group in files.values() for media_id in group]
    same = PictureMatch.objects.filter(
        media__in=everything, other_media__in=everything, verdict=MatchVerdict.SAME_PICTURE
    )
    pairs = list(same.values_list("media", "other_media"))
    return {pk: rules.distinct_photos(group, pairs) for pk, group in files.items()}


def people_needed(spec: TypeSpec) -> int:
    """The head count below which a session falls short; 0 when heads alone do not decide.

    "8 households or 15 persons" is not decided by 9 persons, and a film counts none.
    """
    needed = 0
    for group in spec.outputs:
        units = {str(one["unit"]) for one in group}
        if units <= HEADS:
            needed = max(needed, min(int(one["minimum"]) for one in group))
    return needed


def _held_in(sessions: Sequence[Session]) -> dict[int, rules.Held]:
    photos, coming = _photos_in(sessions), uploads_in(sessions)
    pieces: dict[int, list[rules.Piece]] = {session.pk: [] for session in sessions}
    uploads = Media.objects.standing().filter(session__in=sessions).order_by("pk")
    columns = uploads.values_list("session_id", "kind", "subject", "duration_s")
    for session_id, kind, subject, duration in columns:
        pieces[session_id or 0].append(rules.Piece(kind, subject, duration))
    for session_id, uploaded in coming.items():
        arrived = uploaded.pieces()
        pieces[session_id] += arrived
        photos[session_id] += sum(piece.kind == MediaKind.PHOTO for piece in arrived)
    texts = dict(Narrative.objects.filter(session__in=sessions).values_list("session_id", "text"))
    unmarked = Counter(
        SessionParticipant.objects.filter(session__in=sessions, attended__isnull=True).values_list(
            "session_id", flat=True
        )
    )
    return {
        session.pk: rules.Held(
            photos=photos[session.pk],
            pieces=tuple(pieces[session.pk]),
            text_length=len(texts.get(session.pk, "")),
            people_count=session.people_count,
            attendance_open=unmarked[session.pk],
            timed=session.actual_start is not None and session.actual_end is not None,
        )
        for session in sessions
    }


def _named(requirement: dict[str, Any]) -> rules.WantedDocument:
    return rules.WantedDocument(
        kind=str(requirement["kind"]),
        subject=str(requirement["subject"]),
        label=label_of(requirement),
        count=int(requirement.get("count", 1)),
        min_s=requirement.get("min_s"),
        max_s=requirement.get("max_s"),
    )
