"""Roll-ups, written by the database alone in the transaction of whatever changed (rollups.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from yimi.rooms.care.models.scope import named_for, of_persons
from yimi.rooms.care.states import Counted

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

DIVISION = "places.Division"


class TallyQuerySet(models.QuerySet["Tally"]):
    def visible_to(self, reach: Reach) -> Self:
        """The same rows that are seen one by one: of one's area, and what one was named for."""
        return self.filter(of_persons(reach, "") | named_for(reach, "worker", ""))


class Tally(models.Model):
    """One change of a count, by division and worker; the count is the sum of those whose day has come.

    Rows are only added, so that two acts never wait for one another; `recount` sums them up.
    """

    division = models.ForeignKey(DIVISION, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=7, choices=Counted)
    day = models.DateField(null=True)  # counts from this day on; none: always
    number = models.IntegerField()

    objects = TallyQuerySet.as_manager()


class UnassessedQuerySet(models.QuerySet["Unassessed"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those responsible in their area."""
        return self.filter(of_persons(reach, ""))


class Unassessed(models.Model):
    """From when to when a person without a colour has an official category (A1-01)."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    division = models.ForeignKey(DIVISION, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True)  # the first day it is over

    objects = UnassessedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["division", "id"], name="unassessed_there")]
        constraints = [
            models.UniqueConstraint(fields=["person", "since"], name="unassessed_once"),
            models.CheckConstraint(
                name="unassessed_in_order", condition=Q(until=None) | Q(until__gt=F("since"))
            ),
        ]
