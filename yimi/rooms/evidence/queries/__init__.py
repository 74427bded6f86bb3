"""What pages and higher rooms ask about evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import Role
from yimi.rooms.evidence.models import BlurReview, Fingerprint, Flag, Media, Narrative, PictureMatch
from yimi.rooms.evidence.queries.facts import drafts_for
from yimi.rooms.evidence.queries.register import register_of
from yimi.rooms.evidence.queries.wanted import missing, people_needed, photos_counted, spec_of, wanted_of
from yimi.rooms.evidence.states import BlurState, MediaKind, MediaState, Strength
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries.today import Waiting

__all__ = [
    "being_checked",
    "blur_queue",
    "by_strength",
    "drafts_for",
    "flags_of",
    "media_of",
    "missing",
    "narrative_of",
    "panels_of",
    "people_needed",
    "photos_counted",
    "publishable",
    "register_of",
    "spec_of",
    "unprocessed",
    "unrecorded",
    "waiting_for",
    "wanted_of",
]

_ORDER = list(Strength)  # declared from the strongest down


def media_of(session: Session) -> QuerySet[Media]:
    """The standing uploads of a session with their files, in the order of arrival."""
    return (
        Media.objects.standing()
        .filter(session=session)
        .select_related("file", "display", "thumbnail", "public_copy", "challenge", "uploaded_by")
        .order_by("received_at", "pk")
    )


def flags_of(session: Session) -> list[Flag]:
    """The flags of a session, the strongest first, each with the earlier picture it points at."""
    flags = Flag.objects.filter(session=session).select_related(
        "media__thumbnail", "other_media__thumbnail", "other_media__display", "other_media__session"
    )
    return by_strength(flags)


def panels_of(flags: Iterable[Flag]) -> dict[tuple[int, int], int]:
    """(upload, earlier upload) of flags → the match whose three panels show the two laid over each other."""
    pairs = {(flag.media_id, flag.other_media_id) for flag in flags if flag.media_id and flag.other_media_id}
    media = {one for pair in pairs for one in pair}
    drawn = PictureMatch.objects.filter(media__in=media, other_media__in=media, panels__isnull=False)
    found = {}
    for pk, one, other in drawn.values_list("pk", "media", "other_media"):
        for pair in ((one, other), (other, one)):
            if pair in pairs:
                found[pair] = pk
    return found


def by_strength(flags: QuerySet[Flag] | list[Flag]) -> list[Flag]:
    return sorted(flags, key=lambda flag: (_ORDER.index(Strength(flag.strength)), flag.code, flag.pk))


def narrative_of(session: Session) -> Narrative | None:
    return Narrative.objects.filter(session=session).select_related("written_by").first()


def blur_queue(reach: Reach) -> QuerySet[BlurReview]:
    """Blurred copies that wait for a pair of eyes, the oldest first."""
    return (
        BlurReview.objects.filter(state=BlurState.WAITING, media__in=Media.objects.visible_to(reach))
        .select_related("media__public_copy", "media__display", "media__session")
        .order_by("pk")
    )


def being_checked(session: Session) -> int:
    """How many uploads of a session the machine has not compared with the others yet."""
    return Media.objects.standing().filter(session=session, state=MediaState.RECEIVED).count()


def unprocessed(*, before: datetime) -> list[int]:
    """Uploads received before that moment whose copies nobody has made yet, the oldest first."""
    waiting = Media.objects.filter(state=MediaState.RECEIVED, received_at__lt=before)
    return list(waiting.order_by("received_at").values_list("pk", flat=True)[:100])


def unrecorded() -> list[int]:
    """Photos and clips that were worked on but have no record of the engine's, the oldest first."""
    worked_on = Media.objects.filter(state=MediaState.READY).exclude(kind=MediaKind.DOCUMENT)
    without = worked_on.filter(~Exists(Fingerprint.objects.filter(media=OuterRef("pk"))))
    return list(without.order_by("received_at", "pk").values_list("pk", flat=True))


def publishable(session: Session) -> QuerySet[Media]:
    """Uploads whose blurred copy a person has approved; the only pictures that may ever leave the house."""
    return media_of(session).filter(blur_review__state=BlurState.APPROVED, public_copy__isnull=False)


def waiting_for(reach: Reach) -> list[Waiting]:
    """Blurred copies that wait for the county's editor or reviewer (the lines of "today")."""
    if not reach.has(Role.COUNTY_EDITOR, Role.COUNTY_REVIEWER):
        return []
    count = blur_queue(reach).count()
    return [Waiting("blur", _("公开用的画面，等待核对人脸"), None, "desk:blur", (), count)] if count else []
