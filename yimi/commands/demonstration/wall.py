"""Some of the past quarter's accepted sessions on the public wall, looked at by the editor first."""

from __future__ import annotations

from yimi.commands.demonstration import bulk
from yimi.commands.demonstration.darkroom import Darkroom
from yimi.commands.demonstration.setting import BY, COUNTY, Stage
from yimi.rooms.evidence import actions as evidence
from yimi.rooms.evidence.models import BlurReview, Media
from yimi.rooms.projects.models import Session
from yimi.rooms.public import actions as public
from yimi.rooms.reports import actions as reports
from yimi.rooms.reports.queries import may_publish
from yimi.rooms.review.queries import with_verdict

ON_THE_WALL = 7
WITH_CLIP = 1  # blurring every picture of a clip takes long; the others' clips wait for the editor


def prepare_wall(darkroom: Darkroom) -> None:
    """Blurred copies of some accepted sessions; the others' wait for the editor to ask for them."""
    for number, session in enumerate(_candidates()):
        kinds = ("photo", "clip") if number < WITH_CLIP else ("photo",)
        for media in Media.objects.filter(
            session=session, kind__in=kinds, withdrawn_at__isnull=True
        ).order_by("pk"):
            darkroom.blur(media.pk)


def fill_wall(stage: Stage) -> int:
    """The editor looks at the blurred copies, one by one, and publishes what nothing stands in the way of."""
    public.publish_service_list(county=COUNTY, by=BY)
    editor, shown = stage.users["editor_lin"], 0
    for session in _candidates():
        for review in BlurReview.objects.filter(media__session=session).order_by("pk"):
            evidence.approve_public_copy(review=review, by=editor)
        if not may_publish(session):
            reports.publish_session(session=session, by=editor)
            shown += 1
    return shown


def _candidates() -> list[Session]:
    accepted = with_verdict(Session.objects.filter(type__sensitive="none")).filter(result="accept")
    return list(accepted.exclude(planned_by=bulk.NAME).order_by("starts_at")[:ON_THE_WALL])
