"""What the same people and the same phones did in other sessions, as far as the patterns ask (evidence.md 4.3).

Earlier captures only: what comes later changes no reviewed session.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from yimi.kernel.geo import Point
from yimi.kernel.masking import mask_name
from yimi.rooms.evidence import rules
from yimi.rooms.evidence.models import Media
from yimi.rooms.projects.models import Session

REMEMBERED, MOST_POINTS, MOST_HANDS = timedelta(days=90), 2000, 50
GRAIN = 1e-6  # degrees: what rounding to six decimals may move


def points_elsewhere(session: Session, captures: Sequence[rules.Capture]) -> list[tuple[Point, date]]:
    """Where the same people's earlier captures of other sessions lay, as far as they lie among these, and on which day."""
    points = [one.point for one in captures if one.point]
    if not points:
        return []
    east, north = [each.longitude for each in points], [each.latitude for each in points]
    people = Media.objects.filter(session=session).values("uploaded_by")
    rows = (
        _earlier(session, captures)
        .filter(uploaded_by__in=people)
        .filter(longitude__range=(min(east) - GRAIN, max(east) + GRAIN))
        .filter(latitude__range=(min(north) - GRAIN, max(north) + GRAIN))
        .order_by("-pk")
        .values_list("longitude", "latitude", "received_at")[:MOST_POINTS]
    )
    # the range leaves no empty ones
    return [(Point(x or 0.0, y or 0.0), timezone.localdate(at)) for x, y, at in rows]


def other_hands(session: Session, captures: Sequence[rules.Capture]) -> list[rules.OtherHand]:
    """Who else had earlier captures signed by the phones of this session, the most sessions first.

    Nobody who stands in this session or handed something in for it: colleagues lend on the spot.
    """
    devices = {one.device for one in captures if one.device}
    if not devices:
        return []
    here = Media.objects.filter(session=session).values("uploaded_by")
    rows = (
        _earlier(session, captures)
        .alias(device=KT("packet__device"))
        .filter(device__in=devices)
        .exclude(uploaded_by__in=here)
        .exclude(uploaded_by__in=session.staff.values("user"))
        .values_list("uploaded_by__display_name", "session__provider")
        .annotate(sessions=Count("session", distinct=True))
        .order_by("-sessions", "uploaded_by", "session__provider")[:MOST_HANDS]
    )
    return [
        rules.OtherHand(mask_name(name), sessions, elsewhere=provider != session.provider_id)
        for name, provider, sessions in rows
    ]


def _earlier(session: Session, captures: Sequence[rules.Capture]) -> QuerySet[Media]:
    since = session.starts_at - REMEMBERED
    held = Media.objects.standing().filter(county=session.county, received_at__gte=since)
    return held.filter(pk__lt=max(one.id for one in captures)).exclude(session=session)
