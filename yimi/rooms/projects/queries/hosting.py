"""Sessions held in somebody's village, for the village committee that hosts them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import Role
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.models.scope import of_place
from yimi.rooms.projects.rules.hosting import ASKED_FOR

AHEAD = timedelta(days=7)


def hosted(reach: Reach) -> QuerySet[Session]:
    """Live sessions in the villages of one's post, from two weeks ago to a week ahead, in their order."""
    now = clock.now()
    here = Session.objects.visible_to(reach).live().filter(of_place(reach, Role.VILLAGE_MEMBER))
    return here.filter(starts_at__gt=now - ASKED_FOR, starts_at__lt=now + AHEAD).order_by("starts_at", "pk")


def host_asked(reach: Reach) -> QuerySet[Session]:
    """Those of them that have begun and that the village has said nothing of."""
    return hosted(reach).filter(starts_at__lte=clock.now(), host_answered_at__isnull=True)
