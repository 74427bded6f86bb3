"""What was handed from one worker to another, each thing with its note (E16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.casework.models.scope import HEADS

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

USER = "accounts.User"


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, reach: Reach) -> Self:
        """Whoever took it over, the head there and the county's business section."""
        found = reach.within("division__code", *HEADS)
        if reach and reach.user_id is not None:
            found |= Q(taker=reach.user_id)
        return self.filter(found)


class Handover(models.Model):
    """A case, a person to be met or an alert goes over. Rows are never edited (triggers.py)."""

    county = models.CharField(max_length=6)
    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        "casework.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="handovers"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    alert = models.ForeignKey("care.Alert", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = EncryptedTextField()
    handed_at = models.DateTimeField()
    handed_by = models.TextField()

    objects = HandoverQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="handover_of_person")]
        constraints = [
            models.CheckConstraint(
                name="handover_of_one_thing",
                condition=Q(case__isnull=False, person=None, alert=None)
                | Q(case=None, person__isnull=False, alert=None)
                | Q(case=None, person=None, alert__isnull=False),
                violation_error_message=_lazy("交接要写明交的是哪一件。"),
            )
        ]
