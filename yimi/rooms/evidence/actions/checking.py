"""Has this picture been handed in before? Its records are stored and what it resembles is noted, in one transaction."""

from __future__ import annotations

from django.db import connection
from PIL import Image

from yimi.kernel import files
from yimi.kernel.action import Actor, action, note
from yimi.rooms.evidence import index, render
from yimi.rooms.evidence.actions.flags import raise_flags
from yimi.rooms.evidence.fingerprint import Damaged, Finding, pack
from yimi.rooms.evidence.fingerprint.store.entries import PHOTO
from yimi.rooms.evidence.intake import Unacceptable
from yimi.rooms.evidence.models import Fingerprint, Media, PictureMatch
from yimi.rooms.evidence.queries import likeness
from yimi.rooms.evidence.queries.likeness import Hit, Sight
from yimi.rooms.evidence.spool import original
from yimi.rooms.evidence.states import MatchVerdict, MediaState
from yimi.rooms.projects.models import Session

NOTED = 24  # uploads one upload may be noted beside
DRAWN = 3  # of which so many get panels: the same picture in another session


@action
def check_media(*, media: Media, by: Actor) -> Media:
    """Enter the records of an upload and note what it resembles. Documents stay out: two empty forms are alike.

    Searched twice: first without holding anybody up, then, alone in the county, what came in meanwhile. Of two copies
    uploaded at once the second to get the lock sees the first, for the lock is held until its rows are committed.
    Sessions whose later uploads turn out to be copies of this one get their flags too. Raises Unacceptable for a file
    that does not decode; checking again replaces what was noted.
    """
    with original(media.file) as path:
        seen = likeness.sights(media.kind, path)
    if not seen:
        return media
    found, reached = _searched(media, seen)
    _enter_alone(media.county)
    found += likeness.searched(seen, index.newer(media.county, reached), besides={media.pk})
    found += likeness.searched(seen, likeness.kin_of(found, besides=media.pk), besides={media.pk})
    known = set(Fingerprint.objects.filter(media=media).values_list("frame_ms", flat=True))
    records = [(one.frame_ms, pack(one.look.record)) for one in seen if one.frame_ms not in known]
    Fingerprint.objects.bulk_create(index.numbered(media, records))
    PictureMatch.objects.filter(media=media).delete()
    matches = PictureMatch.objects.bulk_create(_noted(media, seen, found, by))
    note(pictures=len(seen), alike=len(matches))
    for session in _later_sessions(media, matches):
        raise_flags(session=session, by=by)
    return media


@action
def record_media(*, media_id: int, by: Actor) -> Media:
    """Check an upload that was worked on before the engine kept records, and bring its session's flags up to date.

    One whose picture cannot be read is marked failed, which is flagged as unchecked. Repeating changes nothing.
    """
    waiting = Media.objects.select_for_update(of=("self",), no_key=True)
    media = waiting.select_related("file", "session").get(pk=media_id)
    try:
        check_media(media=media, by=by)
    except Unacceptable as error:
        note(failed=error.code)
        media.state = MediaState.FAILED
        media.save(update_fields=["state"])
    if media.session is not None:
        raise_flags(session=media.session, by=by)
    return media


def _enter_alone(county: str) -> None:
    """One at a time per county until the end of the transaction: of two like pictures the second sees the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"evidence index {county}"])


def _later_sessions(media: Media, matches: list[PictureMatch]) -> list[Session]:
    """Where a copy was received after this one but checked before it: the flag belongs there."""
    later = {
        one.other_media.session_id
        for one in matches
        if one.verdict == MatchVerdict.SAME_PICTURE
        and one.other_media.session_id not in (None, media.session_id)
        and (one.other_media.received_at, one.other_media_id) > (media.received_at, media.pk)
    }
    return list(Session.objects.filter(pk__in=[pk for pk in later if pk]).order_by("pk"))


def _searched(media: Media, seen: list[Sight]) -> tuple[list[Finding], dict[str, int]]:
    """What the index holds; one whose bytes changed under our hands is rebuilt and searched again."""
    held = index.caught_up(media.county)
    try:
        return likeness.searched(seen, held.parts, besides={media.pk}), held.reached
    except (Damaged, IndexError) as damage:
        held = index.caught_up(media.county, distrust=str(damage))
        return likeness.searched(seen, held.parts, besides={media.pk}), held.reached


def _noted(media: Media, seen: list[Sight], found: list[Finding], by: Actor) -> list[PictureMatch]:
    hits = likeness.most_telling(found, seen, NOTED)
    others = Media.objects.in_bulk([hit.finding.media for hit in hits])
    noted, drawn = [], 0
    for hit in hits:
        other = others.get(hit.finding.media or 0)
        if other is None:  # an index may know more than the database only until it is proved
            continue
        match = PictureMatch(
            media=media,
            other_media=other,
            verdict=MatchVerdict(hit.finding.verdict.value),
            finding=hit.figures,
            frame_s=_seconds(hit.finding.searched_ms),
            other_frame_s=_seconds(hit.finding.frame_ms),
        )
        elsewhere = match.verdict == MatchVerdict.SAME_PICTURE and other.session_id != media.session_id
        if elsewhere and drawn < DRAWN:
            match.panels, drawn = _panels(seen, hit, by), drawn + 1
        noted.append(match)
    return noted


def _panels(seen: list[Sight], hit: Hit, by: Actor) -> files.StoredFile:
    """The picture a reviewer looks at, kept beside the match."""
    finding = hit.finding
    stored = Fingerprint.objects.get(
        media=finding.media or 0, frame_ms=PHOTO if finding.frame_ms is None else finding.frame_ms
    )
    panels = Image.fromarray(likeness.laid_over(seen, finding, bytes(stored.record)))
    return files.store(render.as_jpeg(panels), media_type="image/jpeg", by=by)


def _seconds(milliseconds: int | None) -> float | None:
    return None if milliseconds is None or milliseconds == PHOTO else milliseconds / 1000
