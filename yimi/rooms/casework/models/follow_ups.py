"""A look after the closure: one month and three months later (F7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.casework.models.scope import of_cases
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, reach: Reach) -> Self:
        """Whoever sees the case."""
        return self.filter(of_cases(reach, "case__"))


class FollowUp(models.Model):
    """One look at a client whose case is closed."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    found = EncryptedTextField(blank=True, default="")
    met_at = stamp_at()
    met_by = stamp_by()

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_on"], condition=Q(met_at=None), name="followup_due")]
        constraints = [*paired("followup", "met")]
