"""What pages ask of volunteers."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet, Sum

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.projects.models import Session
from yimi.rooms.volunteers.attendance import AROUND
from yimi.rooms.volunteers.models import SessionHelper, Volunteer

TODAY = timedelta(hours=24)


def roster(reach: Reach) -> QuerySet[Volunteer]:
    """Active volunteers within the reach, by name."""
    return Volunteer.objects.visible_to(reach).active().select_related("station").order_by("name", "id")


def helpers_of(session: Session) -> QuerySet[SessionHelper]:
    """Who helped at a session, in order of entry."""
    return SessionHelper.objects.filter(session=session).select_related("volunteer").order_by("id")


def helping(user_id: int) -> QuerySet[Session]:
    """Sessions of the volunteer's own station that are held now or today: where a code may be typed."""
    now = clock.now()
    stations = Volunteer.objects.active().filter(user=user_id).values("station")
    near = Session.objects.live().filter(station__in=stations, ends_at__gt=now - AROUND)
    return near.filter(starts_at__lt=now + TODAY).order_by("starts_at", "pk")


def minutes_of(volunteer: Volunteer) -> int:
    """Confirmed minutes only."""
    helped = SessionHelper.objects.filter(volunteer=volunteer, confirmed_at__isnull=False)
    return helped.aggregate(total=Sum("minutes"))["total"] or 0
