"""A weather warning as the county entered it: kind, level, days, towns (D6 overlays, D7 AL14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.care.models.scope import RESPONSIBLE, VISITORS
from yimi.rooms.care.states import WeatherKind, WeatherLevel
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by

if TYPE_CHECKING:
    from datetime import date

    from yimi.kernel.reach import Reach


class WeatherNoticeQuerySet(models.QuerySet["WeatherNotice"]):
    def visible_to(self, reach: Reach) -> Self:
        """Everybody who meets people in the county: it is weather, nothing about anybody."""
        return self.filter(county__in=reach.counties(*VISITORS, *RESPONSIBLE))

    def in_force(self, day: date) -> Self:
        return self.filter(lifted_at=None, starts_on__lte=day, ends_on__gte=day)


class WeatherNotice(models.Model):
    """Bad weather of some days over some towns; it opens a window for everybody at risk there."""

    county = models.CharField(max_length=6)
    kind = models.CharField(max_length=8, choices=WeatherKind)
    level = models.CharField(max_length=6, choices=WeatherLevel)
    starts_on = models.DateField()
    ends_on = models.DateField()
    towns: models.ManyToManyField[Any, Any] = models.ManyToManyField("places.Division", related_name="+")
    said = models.TextField(blank=True, default="")
    entered_at = models.DateTimeField()
    entered_by = models.TextField()
    lifted_at = stamp_at()
    lifted_by = stamp_by()

    objects = WeatherNoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["county", "ends_on"], condition=Q(lifted_at=None), name="weathernotice_in_force"
            )
        ]
        constraints = [
            *paired("weathernotice", "lifted"),
            models.CheckConstraint(
                name="weathernotice_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_lazy("预警的止期不能早于起期。"),
            ),
        ]

    @property
    def title(self) -> str:
        return f"{self.get_kind_display()}{self.get_level_display()}"
