"""A person puts an accepted session on the public wall and takes it off again (A4-24, E4)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries.who import require_county
from yimi.rooms.public.actions import publish_entry, withdraw_entry
from yimi.rooms.reports.models import Publication
from yimi.rooms.reports.queries.obstacles import may_publish
from yimi.rooms.reports.queries.publication import PUBLISHERS, shown_of


@action
def publish_session(*, session: Session, by: Actor) -> Publication:
    """Copy what may be seen of a session to the wall: masked words, approved blurred pictures (B11).

    By the county's editor or business. Raises Refusal with every reason of `may_publish`.
    """
    person = _publisher(by, session.county)
    held = (
        Session.objects.select_for_update(of=("self",))
        .select_related("type", "village", "town", "site", "station", "provider")
        .get(pk=session.pk)
    )
    reasons = may_publish(held)
    if reasons:
        raise Refusal("".join(reasons))
    shown = shown_of(held)
    entry = publish_entry(
        county=held.county,
        type_code=held.type_id,
        type_name=held.type.name,
        title=shown.title,
        town=shown.town,
        place=shown.place,
        held_on=timezone.localdate(held.actual_start or held.starts_at),
        people=held.people_count or 0,
        station_name=held.station.name,
        provider_name=held.provider.name,
        text=shown.text,
        words=shown.words,
        pictures=shown.pictures,
        by=by,
    )
    return Publication.objects.create(
        county=held.county, session=held, slug=entry.slug, published_at=clock.now(), published_by=person
    )


@action
def withdraw_publication(*, publication: Publication, reason: str, by: Actor) -> Publication:
    """Take a session off the wall, at somebody's wish or after a later finding; the row stays (E4)."""
    person = _publisher(by, publication.county)
    held = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if held.withdrawn_at is not None:
        raise Stale(_("这个场次已经从公示墙撤下。"))
    withdraw_entry(slug=held.slug, reason=reason, by=by)
    held.withdrawn_at, held.withdrawn_by, held.withdraw_reason = clock.now(), person, reason.strip()
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    return held


def _publisher(by: Actor, county: str) -> User:
    require_county(by, county, PUBLISHERS, what=_("公开展示场次"))
    if not isinstance(by, User):
        raise NotYours(_("公开展示必须由人核对并署名，不能自动发布。"))
    return by
