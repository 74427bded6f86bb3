"""What the job makes of an upload: copies to look at, fingerprints, likenesses, flags."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from procrastinate.contrib.django import app

from yimi.kernel import files
from yimi.kernel.action import Actor, action, note
from yimi.rooms.evidence import reading, render
from yimi.rooms.evidence.actions.checking import check_media
from yimi.rooms.evidence.actions.flags import raise_flags
from yimi.rooms.evidence.intake import Unacceptable
from yimi.rooms.evidence.models import Media
from yimi.rooms.evidence.queries.lines import burned_lines
from yimi.rooms.evidence.rules import offline_code
from yimi.rooms.evidence.spool import original
from yimi.rooms.evidence.states import MediaKind, MediaState

JPEG, MP4, PDF = "image/jpeg", "video/mp4", "application/pdf"


@action
def process_media(*, media_id: int, by: Actor) -> Media:
    """Make the display copy, thumbnail, fingerprints and flags of an upload; repeating it changes nothing.

    A file that opens but does not render is marked failed; its original is kept and counts.
    """
    media = (
        # no key: another upload's job writes flags that point at this row while this one waits for the county
        Media.objects.select_for_update(of=("self",), no_key=True)
        .select_related("file", "session__site", "session__village", "uploaded_by")
        .get(pk=media_id)
    )
    if media.state != MediaState.RECEIVED:
        return media
    try:
        with original(media.file) as path:
            _make_copies(media, path, by)
        check_media(media=media, by=by)
        media.state = MediaState.READY
    except Unacceptable as error:
        note(failed=error.code)
        media.state = MediaState.FAILED
    media.save(update_fields=["state", "display", "thumbnail"])
    if media.session is not None:
        raise_flags(session=media.session, by=by)
    if media.kind == MediaKind.PHOTO and media.state == MediaState.READY:
        # a job of its own lane: reading takes longer than all the rest, and nobody waits for it
        app.configure_task("evidence.read_code", queue="reading").defer(media_id=media.pk)
    return media


@action
def read_code(*, media: Media, by: Actor) -> Media:
    """Read what stands on the photo: its own challenge code, and what a watermark says of date, time and session.

    A code that is seen supports the photo, one that is not says nothing. Of the other words nothing is kept.
    """
    if media.kind != MediaKind.PHOTO:
        return media
    try:
        with original(media.file) as path:
            read = reading.lines(path)
    except Unacceptable as error:
        note(failed=error.code)
        read = []
    if media.challenge is not None:
        code = media.challenge.code or offline_code(media.challenge.seed, media.client_id)
        media.code_seen = code in reading.digits(read)
    media.watermark = asdict(reading.watermark_of(read))
    media.save(update_fields=["code_seen", "watermark"])
    note(seen=media.code_seen, watermark=any(media.watermark.values()))
    if media.session is not None and (media.code_seen or any(media.watermark.values())):
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
