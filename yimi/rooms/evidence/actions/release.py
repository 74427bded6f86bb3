"""Copies the public may see: faces blurred by the machine, released by a person, never automatically (E4)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from yimi.kernel import clock, files
from yimi.kernel.action import Actor, action
from yimi.kernel.action import note as add
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.evidence import render
from yimi.rooms.evidence.intake import Unacceptable
from yimi.rooms.evidence.models import BlurReview, Media
from yimi.rooms.evidence.queries.who import require_release
from yimi.rooms.evidence.rules import CONSENT
from yimi.rooms.evidence.spool import original, refusal_of
from yimi.rooms.evidence.states import BlurState, MediaKind
from yimi.rooms.projects.models import Session

JPEG, MP4 = "image/jpeg", "video/mp4"


@action
def ask_public_copies(*, session: Session, by: Actor) -> Session:
    """Have the photos and clips of a session blurred in the background (B11); asking again adds nothing.

    Raises Refusal for a type whose pictures are never public and when nothing is left to blur; NotYours.
    """
    require_release(by, session.county)
    open_ones = Media.objects.standing().filter(
        session=session, kind__in=(MediaKind.PHOTO, MediaKind.CLIP), blur_review=None
    )
    wanted = list(open_ones.select_related("session__type").order_by("pk"))
    if not wanted:
        raise Refusal(_("这一场次没有还要打码的照片和视频。"))
    for media in wanted:
        _publishable(media)
        app.configure_task("evidence.make_public_copy", queue="media").defer(media_id=media.pk)
    add(asked=len(wanted))
    return session


@action
def make_public_copy(*, media: Media, by: Actor) -> BlurReview:
    """Blur the faces of a photo or clip and put the copy before a person (B11, E4); safe to repeat.

    Raises Refusal for documents, withdrawn material and every type whose pictures are never public; NotYours.
    """
    held = (
        Media.objects.select_for_update(of=("self",)).select_related("file", "session__type").get(pk=media.pk)
    )
    require_release(by, held.county)
    known = BlurReview.objects.filter(media=held).first()
    if known is not None:
        return known
    _publishable(held)
    try:
        with original(held.file) as path:
            if held.kind == MediaKind.CLIP:
                copy, faces = render.blurred_clip(path)
            else:
                copy, faces = render.blurred_copy(path)
    except Unacceptable as error:
        raise refusal_of(error) from error
    clip = held.kind == MediaKind.CLIP
    held.public_copy = files.store(copy, media_type=MP4 if clip else JPEG, by=by)
    if clip:  # the still is taken from the blurred clip, never from the original
        held.public_poster = files.store(render.poster(_written(held.public_copy)), media_type=JPEG, by=by)
    held.save(update_fields=["public_copy", "public_poster"])
    return BlurReview.objects.create(media=held, faces=faces)


@action
def approve_public_copy(*, review: BlurReview, by: Actor, note: str = "") -> BlurReview:
    """A person has looked and nobody can be recognised: the copy may be published. Raises NotYours, Stale."""
    return _decided(review, BlurState.APPROVED, by, note)


@action
def refuse_public_copy(*, review: BlurReview, note: str, by: Actor) -> BlurReview:
    """Somebody can be recognised or is shamed: it stays inside. Raises Refusal, NotYours, Stale."""
    if not note.strip():
        raise Refusal(_("请写明为什么不公开，例如：右后方有一张脸没有模糊。"), field="note")
    return _decided(review, BlurState.REFUSED, by, note)


def _publishable(media: Media) -> None:
    session = media.session
    inside = media.kind == MediaKind.DOCUMENT or media.subject == CONSENT
    if session is None or inside or media.withdrawn_at is not None:
        raise Refusal(_("只有场次的照片和视频可以公开。"))
    if not session.type.may_show(media.kind, media.subject):
        raise Refusal(
            _("“{type}”的这类画面一律不公开，任何人同意也不公开。").format(type=session.type.name),
            code="never_public",
        )


def _decided(review: BlurReview, state: BlurState, by: Actor, note: str) -> BlurReview:
    held = (
        BlurReview.objects.select_for_update(of=("self",))
        .select_related("media__session__type")
        .get(pk=review.pk)
    )
    require_release(by, held.media.county)
    _publishable(held.media)
    if held.state != BlurState.WAITING:
        raise Stale(_("这份画面已经核对过：{state}。").format(state=BlurState(held.state).label))
    if by.pk is None:
        raise Refusal(_("公开画面必须由人核对，不能自动通过。"))
    held.state, held.note = state, note.strip()
    held.reviewed_at, held.reviewed_by_id = clock.now(), by.pk
    held.save(update_fields=["state", "note", "reviewed_at", "reviewed_by"])
    return held


def _written(stored: files.StoredFile) -> bytes:
    with files.open_stored(stored) as stream:
        return stream.read()
