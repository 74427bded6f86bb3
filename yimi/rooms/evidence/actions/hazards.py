"""Hazards with their pictures, before and after: one deed each, so that a refused picture leaves nothing half done."""

from __future__ import annotations

from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock, files
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal
from yimi.kernel.figures import figure
from yimi.rooms.accounts.models import User
from yimi.rooms.care import actions as care
from yimi.rooms.care.access import named, only_visitor
from yimi.rooms.care.models import Hazard
from yimi.rooms.evidence import render
from yimi.rooms.evidence.models import HazardPhoto
from yimi.rooms.evidence.spool import spooled
from yimi.rooms.evidence.states import MediaKind, Moment
from yimi.rooms.people.models import Person

JPEG = "image/jpeg"


@action(private=("before", "upload"))
def report_hazard(
    *, person: Person, kind: str, before: str, by: Actor, upload: BinaryIO | None = None
) -> Hazard:
    """`care.find_hazard`, with a picture when there is one. Refused as there, or for the picture (field "upload")."""
    hazard = care.find_hazard(person=person, kind=kind, before=before, by=by)
    if upload is not None:
        add_hazard_photo(hazard=hazard, moment=Moment.BEFORE, upload=upload, by=by)
    return hazard


@action(private=("after", "upload"))
def clear_hazard(*, hazard: Hazard, after: str, by: Actor, upload: BinaryIO | None = None) -> Hazard:
    """`care.remove_hazard`, with a picture when there is one. Refused as there, or for the picture."""
    hazard = care.remove_hazard(hazard=hazard, after=after, by=by)
    if upload is not None:
        add_hazard_photo(hazard=hazard, moment=Moment.AFTER, upload=upload, by=by)
    return hazard


@action(private=("upload",))
def add_hazard_photo(*, hazard: Hazard, moment: str, upload: BinaryIO, by: Actor) -> HazardPhoto:
    """Take in one picture, examined like every upload; the original is sealed, copies carry nothing of the file.

    Refused: not of the station or village there (NotYours), an unacceptable file (field "upload", code of
    `intake.SENTENCES`), enough of them (figure `hazard_photos_most` of each moment).
    """
    only_visitor(by, hazard.person.division_id)
    if HazardPhoto.objects.filter(hazard=hazard, moment=moment).count() >= figure("hazard_photos_most"):
        raise Refusal(_("这处隐患的照片已经够了。"), field="upload")
    user: User = named(by)
    with spooled(upload, MediaKind.PHOTO) as spool:
        examined = spool.examined()
        line = (
            f"{Moment(moment).label} · {timezone.localtime(clock.now()):%Y-%m-%d %H:%M} · {user.display_name}"
        )
        return HazardPhoto.objects.create(
            hazard=hazard,
            moment=moment,
            file=files.store(spool.file, media_type=examined.media_type, by=by),
            display=files.store(render.display_copy(spool.path, [line]), media_type=JPEG, by=by),
            thumbnail=files.store(render.thumbnail(spool.path), media_type=JPEG, by=by),
            received_at=clock.now(),
            uploaded_by=user,
        )
