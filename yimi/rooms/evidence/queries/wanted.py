"""What a session has and what its type still wants, read from the tables for the pure rules."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from yimi.kernel.figures import figure
from yimi.rooms.catalogue.models import TypeSpec
from yimi.rooms.catalogue.queries import label_of, spec_on
from yimi.rooms.catalogue.rules import HEADS
from yimi.rooms.evidence import rules
from yimi.rooms.evidence.models import Media, Narrative, PictureMatch
from yimi.rooms.evidence.states import MediaKind
from yimi.rooms.projects.models import Session


def spec_of(session: Session) -> TypeSpec:
    """The requirements in effect on the day of the session (law 8)."""
    return spec_on(session.type_id, timezone.localtime(session.starts_at).date())


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
    """What is still missing before `submit_session`, one sentence each, in the reader's language."""
    return rules.missing_sentences(wanted_of(spec_of(session)), _held(session))


def photos_counted(session: Session) -> int:
    """Different photos handed in; bursts and copies count once."""
    files = dict(
        Media.objects.standing().filter(session=session, kind=MediaKind.PHOTO).values_list("pk", "file_id")
    )
    pairs = PictureMatch.objects.filter(media__in=files, other_media__in=files)
    alike = [
        rules.Likeness(one.media_id, one.other_media_id, one.distance, "", "", session.starts_at)
        for one in pairs
    ]
    return rules.distinct_photos(files, alike, threshold=figure("pdq_flag_distance"))


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


def _held(session: Session) -> rules.Held:
    pieces = Media.objects.standing().filter(session=session).values_list("kind", "subject", "duration_s")
    text = Narrative.objects.filter(session=session).values_list("text", flat=True).first()
    return rules.Held(
        photos=photos_counted(session),
        pieces=tuple(rules.Piece(kind, subject, duration) for kind, subject, duration in pieces),
        text_length=len(text or ""),
        people_count=session.people_count,
        attendance_open=session.participants.filter(attended__isnull=True).count(),
        timed=session.actual_start is not None and session.actual_end is not None,
    )


def _named(requirement: dict[str, Any]) -> rules.WantedDocument:
    return rules.WantedDocument(
        kind=str(requirement["kind"]),
        subject=str(requirement["subject"]),
        label=label_of(requirement),
        count=int(requirement.get("count", 1)),
        min_s=requirement.get("min_s"),
        max_s=requirement.get("max_s"),
    )
