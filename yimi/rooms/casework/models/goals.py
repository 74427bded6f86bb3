"""Goals with an indicator, and what was measured: before, on the way, after."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.casework.models.scope import of_cases
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, reach: Reach) -> Self:
        """Whoever sees the case."""
        return self.filter(of_cases(reach, "case__"))

    def standing(self) -> Self:
        return self.filter(dropped_at=None)


class Goal(models.Model):
    """One objective: what is to change, by which number, from where to where, until when."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="goals")
    text = EncryptedTextField()
    indicator = models.TextField()
    unit = models.TextField(blank=True, default="")
    baseline = models.DecimalField(max_digits=9, decimal_places=2)
    target = models.DecimalField(max_digits=9, decimal_places=2)
    due_on = models.DateField()
    set_on = models.DateField()
    set_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    drop_reason = models.TextField(blank=True, default="")
    dropped_at = stamp_at()
    dropped_by = stamp_by()

    objects = GoalQuerySet.as_manager()

    class Meta:
        constraints = [
            *paired("goal", "dropped"),
            models.CheckConstraint(
                name="goal_moves",
                condition=~Q(baseline=models.F("target")),
                violation_error_message=_lazy("现在的数值和目标数值不能一样。"),
            ),
        ]


class Measure(models.Model):
    """What the indicator said on a day. Rows are never edited (triggers.py)."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="measures")
    value: models.DecimalField[Decimal, Decimal] = models.DecimalField(max_digits=9, decimal_places=2)
    on = models.DateField()
    measured_at = models.DateTimeField()
    measured_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
