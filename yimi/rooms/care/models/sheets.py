"""The tier sheets of a county, version by version; a released one never changes again (triggers.py)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.care.models.scope import RESPONSIBLE
from yimi.rooms.care.rules import sheets
from yimi.rooms.care.states import Colour, SheetKind, SheetState
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, reach: Reach) -> Self:
        """Whoever assesses or answers for it, in their county."""
        return self.filter(county__in=reach.counties(*RESPONSIBLE))

    def in_force(self, county: str, day: date) -> Self:
        """Released versions that hold on a day, the newest first."""
        held = self.filter(county=county, state=SheetState.RELEASED, effective_from__lte=day)
        return held.order_by("-version")


class Sheet(models.Model):
    """One version of one sheet: items, points, caps, thresholds, floors, pass-through list, falling (D5)."""

    county = models.CharField(max_length=6)
    kind = models.CharField(max_length=12, choices=SheetKind)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=SheetState, default=SheetState.DRAFT)
    content = models.JSONField()
    source = models.TextField()
    effective_from = models.DateField(null=True, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.TextField()
    simulated_at = stamp_at()
    simulated_by = stamp_by()
    released_at = stamp_at()
    released_by = stamp_by()

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "kind", "version"], name="sheet_version_once"),
            models.UniqueConstraint(
                fields=["county", "kind"],
                condition=Q(state="draft"),
                name="sheet_one_draft",
                violation_error_message=_lazy("这张评估表已有一份草稿，请先修改或发布那一份。"),
            ),
            models.CheckConstraint(
                name="sheet_released_dated",
                condition=Q(state="draft", effective_from=None, released_at=None)
                | Q(state="released", effective_from__isnull=False, released_at__isnull=False),
                violation_error_message=_lazy("发布的评估表要写明从哪天起、由谁发布。"),
            ),
            *paired("sheet", "simulated", "released"),
        ]

    @property
    def rules(self) -> sheets.Sheet:
        """The content as a value that can be evaluated."""
        return sheets.Sheet.of(self.content)

    @property
    def title(self) -> str:
        return f"{SheetKind(self.kind).label} v{self.version}"


class SimulatedChange(models.Model):
    """Somebody whose colour a draft would change; written by `simulate_sheet`, read before the release."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="changes")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=6, choices=Colour)
    after = models.CharField(max_length=6, choices=Colour)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "person"], name="simulated_once")]
