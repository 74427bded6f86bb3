"""What pages ask of volunteers."""

from __future__ import annotations

from django.db.models import QuerySet, Sum

from yimi.kernel.reach import Reach
from yimi.rooms.projects.models import Session
from yimi.rooms.volunteers.models import SessionHelper, Volunteer


def roster(reach: Reach) -> QuerySet[Volunteer]:
    """Active volunteers within the reach, by name."""
    return Volunteer.objects.visible_to(reach).active().select_related("station").order_by("name", "id")


def helpers_of(session: Session) -> QuerySet[SessionHelper]:
    """Who helped at a session, in order of entry."""
    return SessionHelper.objects.filter(session=session).select_related("volunteer").order_by("id")


def minutes_of(volunteer: Volunteer) -> int:
    """Confirmed minutes only."""
    helped = SessionHelper.objects.filter(volunteer=volunteer, confirmed_at__isnull=False)
    return helped.aggregate(total=Sum("minutes"))["total"] or 0
