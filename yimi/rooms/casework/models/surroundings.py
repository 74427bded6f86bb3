"""What stands around a client, for the eco-map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.casework.models.scope import of_cases
from yimi.rooms.casework.rules.ecomap.words import Around, Flow, Strength

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class SurroundingQuerySet(models.QuerySet["Surrounding"]):
    def visible_to(self, reach: Reach) -> Self:
        """Whoever sees the case."""
        return self.filter(of_cases(reach, "case__"))


class Surrounding(models.Model):
    """One tie of the client to somebody or something around them, as they tell it."""

    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="surroundings")
    kind = models.CharField(max_length=10, choices=Around)
    name = EncryptedTextField()
    strength = models.CharField(max_length=6, choices=Strength)
    flow = models.CharField(max_length=4, choices=Flow, default=Flow.BOTH)

    objects = SurroundingQuerySet.as_manager()
