"""Who looks after somebody day to day: not who answers for them by law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import BlindIndexField, EncryptedTextField
from yimi.rooms.people.models.register import SEES_PERSONS

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class CarerQuerySet(models.QuerySet["Carer"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those who meet the person in the register."""
        return self.filter(reach.within("person__division__code", *SEES_PERSONS))

    def running(self) -> Self:
        return self.filter(ended_at=None)


class Carer(models.Model):
    """Somebody who looks after a child or an elder day to day, from a day on; apart from the guardian (B6)."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="carers")
    name = models.TextField()
    relation = models.TextField()
    phone = EncryptedTextField(blank=True, default="")
    phone_index = BlindIndexField(blank=True, default="")
    lives_with = models.BooleanField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True, default="")

    objects = CarerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="carer_ended_whole",
                condition=Q(until=None, ended_at=None, ended_by="")
                | Q(until__isnull=False, ended_at__isnull=False, ended_by__gt=""),
                violation_error_message=_lazy("结束照料要写明到哪天、由谁登记。"),
            ),
            models.CheckConstraint(
                name="carer_in_order",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_lazy("止期不能早于起期。"),
            ),
        ]
