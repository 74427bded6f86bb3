"""Who belongs to which household, from when to when and why. Rows are added and ended, never taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.people.models.register import SEES_PERSONS
from yimi.rooms.people.states import Came, Kin, Left

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those who meet the household in the register."""
        return self.filter(reach.within("household__division__code", *SEES_PERSONS))

    def running(self) -> Self:
        return self.filter(ended_at=None)


class Membership(models.Model):
    """Somebody in a household. The running one that is no second is `Person.household` (triggers.py)."""

    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="memberships")
    kin = models.CharField(max_length=12, choices=Kin, blank=True, default="")
    is_second = models.BooleanField(default=False)  # lives there too; the other one is the main one
    since = models.DateField(null=True, blank=True)  # none: since before the file was made
    came = models.CharField(max_length=8, choices=Came)
    entered_at = models.DateTimeField()
    entered_by = models.TextField()
    until = models.DateField(null=True, blank=True)  # the last day
    left = models.CharField(max_length=8, choices=Left, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True, default="")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["household", "ended_at"], name="membership_of_household")]
        constraints = [
            models.UniqueConstraint(
                name="membership_one_main",
                fields=["person"],
                condition=Q(ended_at=None, is_second=False),
                violation_error_message=_lazy("一个人只能有一个主要的户；两头住的，把另一户登记为第二户。"),
            ),
            models.UniqueConstraint(
                name="membership_once_in_household",
                fields=["household", "person"],
                condition=Q(ended_at=None),
                violation_error_message=_lazy("这个人已经在这一户里。"),
            ),
            models.CheckConstraint(
                name="membership_ended_whole",
                condition=Q(until=None, left="", ended_at=None, ended_by="")
                | Q(until__isnull=False, left__gt="", ended_at__isnull=False, ended_by__gt=""),
                violation_error_message=_lazy("离开这一户要写明哪天、为什么、由谁登记。"),
            ),
            models.CheckConstraint(
                name="membership_in_order",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_lazy("离开的日期不能早于来的日期。"),
            ),
        ]
