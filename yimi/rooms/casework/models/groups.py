"""A group: its members with their scale before and after, and who came to which meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.casework.models.scope import of_cases
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, reach: Reach) -> Self:
        """Whoever sees the group."""
        return self.filter(of_cases(reach, "case__"))


class Member(models.Model):
    """Somebody who takes part in a group."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    joined_on = models.DateField()
    before = models.PositiveSmallIntegerField(null=True, blank=True)
    after = models.PositiveSmallIntegerField(null=True, blank=True)
    leave_reason = models.TextField(blank=True, default="")
    left_at = stamp_at()
    left_by = stamp_by()

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            *paired("member", "left"),
            models.UniqueConstraint(
                name="member_once",
                fields=["case", "person"],
                condition=models.Q(left_at=None),
                violation_error_message=_lazy("这个人已经是组员。"),
            ),
        ]


class Attendance(models.Model):
    """Who came to a meeting (form G2)."""

    paper = models.ForeignKey("casework.Paper", on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendance")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "member"], name="attendance_once")]
