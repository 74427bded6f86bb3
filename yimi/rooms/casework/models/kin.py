"""The family of a client, for the genogram: who is who to them, and how close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.casework.models.scope import of_cases
from yimi.rooms.casework.rules.genogram.words import Kin, Tie
from yimi.rooms.people.states import Sex

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class RelativeQuerySet(models.QuerySet["Relative"]):
    def visible_to(self, reach: Reach) -> Self:
        """Whoever sees the case."""
        return self.filter(of_cases(reach, "case__"))


class Relative(models.Model):
    """One relative as the worker was told; no file of the register is opened for them."""

    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="relatives")
    kin = models.CharField(max_length=12, choices=Kin)
    name = EncryptedTextField()
    sex = models.CharField(max_length=8, choices=Sex, default=Sex.UNKNOWN)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    is_dead = models.BooleanField(default=False)
    lives_there = models.BooleanField(default=False)
    tie = models.CharField(max_length=8, choices=Tie, default=Tie.PLAIN)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RelativeQuerySet.as_manager()
