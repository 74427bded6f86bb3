"""What a client agreed to: who, how, when; and when it was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.casework.models.scope import of_cases
from yimi.rooms.casework.states import Agreed, How
from yimi.rooms.people.states import GivenBy
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class ClientConsentQuerySet(models.QuerySet["ClientConsent"]):
    def visible_to(self, reach: Reach) -> Self:
        """Whoever sees the case."""
        return self.filter(of_cases(reach, "case__"))


class ClientConsent(models.Model):
    """One yes in one case; it holds until it is withdrawn."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="consents")
    agreed = models.CharField(max_length=8, choices=Agreed)
    given_by = models.CharField(max_length=10, choices=GivenBy)
    name = EncryptedTextField()
    how = models.CharField(max_length=8, choices=How)
    given_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    withdraw_reason = models.TextField(blank=True, default="")
    withdrawn_at = stamp_at()
    withdrawn_by = stamp_by()

    objects = ClientConsentQuerySet.as_manager()

    class Meta:
        constraints = [*paired("clientconsent", "withdrawn")]

    @property
    def holds(self) -> bool:
        return self.withdrawn_at is None
