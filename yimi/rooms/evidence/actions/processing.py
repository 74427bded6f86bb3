"""What the job makes of an upload: copies to look at, fingerprints, likenesses, flags."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.db import connection

from yimi.kernel import files
from yimi.kernel.action import Actor, action, note
from yimi.kernel.figures import figure
from yimi.rooms.evidence import render
from yimi.rooms.evidence.actions.flags import raise_flags
from yimi.rooms.evidence.fingerprint import TURNS, Pdq, Sighting
from yimi.rooms.evidence.fingerprint.engine import UPRIGHT
from yimi.rooms.evidence.intake import Unacceptable
from yimi.rooms.evidence.models import Fingerprint, Media, PictureMatch
from yimi.rooms.evidence.queries.lines import burned_lines
from yimi.rooms.evidence.queries.reuse import in_all_turns, index_of
from yimi.rooms.evidence.spool import original
from yimi.rooms.evidence.states import MediaKind, MediaState

JPEG, MP4, PDF = "image/jpeg", "video/mp4", "application/pdf"


@action
def process_media(*, media_id: int, by: Actor) -> Media:
    """Make the display copy, thumbnail, fingerprints and flags of an upload; repeating it changes nothing.

    A file that opens but does not render is marked failed; its original is kept and counts.
    """
    media = (
        Media.objects.select_for_update(of=("self",))
        .select_related("file", "session__site", "session__village", "uploaded_by")
        .get(pk=media_id)
    )
    if media.state != MediaState.RECEIVED:
        return media
    try:
        with original(media.file) as path:
            _make_copies(media, path, by)
            _compare(media, path)
        media.state = MediaState.READY
    except Unacceptable as error:
        note(failed=error.code)
        media.state = MediaState.FAILED
    media.save(update_fields=["state", "display", "thumbnail"])
    if media.session is not None:
        raise_flags(session=media.session, by=by)
    return media


def _make_copies(media: Media, path: Path, by: Actor) -> None:
    lines = burned_lines(media)
    if media.kind == MediaKind.CLIP:
        media.display = files.store(render.clip_copy(path, lines), media_type=MP4, by=by)
        media.thumbnail = files.store(render.poster(path, render.THUMBNAIL_SIDE), media_type=JPEG, by=by)
    elif media.file.media_type != PDF:
        media.display = files.store(render.display_copy(path, lines), media_type=JPEG, by=by)
        media.thumbnail = files.store(render.thumbnail(path), media_type=JPEG, by=by)


def _compare(media: Media, path: Path) -> None:
    """Enter the index and note every likeness. Documents stay out: two empty forms are always alike."""
    looks: dict[str, Callable[[Path], list[Sighting]]] = {
        MediaKind.PHOTO: lambda file: [Pdq().of_photo(file)],
        MediaKind.CLIP: lambda file: Pdq().of_clip(file),
    }
    if media.kind not in looks:
        return
    sightings = looks[media.kind](path)
    _enter_alone(media.county)
    Fingerprint.objects.bulk_create(
        [
            Fingerprint(
                county=media.county,
                media=media,
                frame_s=one.upright.frame_s,
                pdq=one.upright.bits,
                quality=one.upright.quality,
            )
            for one in sightings
        ],
        ignore_conflicts=True,
    )
    found = index_of(media.county, besides=media.pk).search(
        in_all_turns(sightings), figure("pdq_flag_distance")
    )
    PictureMatch.objects.bulk_create(
        [
            PictureMatch(
                media=media,
                other_media_id=one.media_id,
                distance=one.distance,
                orientation="" if one.turn == UPRIGHT else TURNS[one.turn],
                frame_s=one.searched_frame_s,
                other_frame_s=one.frame_s,
            )
            for one in found
        ],
        ignore_conflicts=True,
    )


def _enter_alone(county: str) -> None:
    """One at a time per county: of two like pictures worked on at once, the second sees the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"evidence index {county}"])
