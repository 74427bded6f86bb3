"""Themes one station starts and others join (A4-17, decision 1), and series of numbered sessions (A4-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.reach import Reach
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by
from yimi.rooms.projects.states import ThemeState

if TYPE_CHECKING:
    from typing import Self


class ThemeQuerySet(models.QuerySet["Theme"]):
    def visible_to(self, reach: Reach) -> Self:
        """Everybody who works in the county: themes are there to be joined and compared."""
        return self.filter(county__in=reach.counties()) if reach.hats else self.none()


class Theme(models.Model):
    """One station starts, many respond, each in its own way; results are compared and written back."""

    county = models.CharField(max_length=6)
    title = models.TextField()
    type = models.ForeignKey(
        "catalogue.MicroType", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    brief = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ThemeState.choices, default=ThemeState.OPEN)
    started_by_station = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    started_by = models.TextField()
    closed_at = stamp_at()
    closed_by = stamp_by()

    objects = ThemeQuerySet.as_manager()

    class Meta:
        constraints = [
            *paired("theme", "closed"),
            models.UniqueConstraint(
                fields=["county", "title"],
                name="theme_title_once",
                violation_error_message=_lazy("本区县已有同名的主题。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ThemeVariant(models.Model):
    """A station's own way of doing the theme, and what it learned."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="variants")
    station = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    variant = models.TextField(blank=True)
    joined_at = models.DateTimeField()
    joined_by = models.TextField()
    lessons = models.TextField(blank=True)
    lessons_at = stamp_at()
    lessons_by = stamp_by()

    class Meta:
        constraints = [
            *paired("variant", "lessons"),
            models.UniqueConstraint(
                fields=["theme", "station"],
                name="variant_once",
                violation_error_message=_lazy("你站已经响应了这个主题。"),
            ),
        ]


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, reach: Reach) -> Self:
        return self.filter(county__in=reach.counties()) if reach.hats else self.none()


class Series(models.Model):
    """Numbered sessions in one place, such as 第15期赶集食堂."""

    county = models.CharField(max_length=6)
    title = models.TextField()
    type = models.ForeignKey("catalogue.MicroType", on_delete=models.PROTECT, related_name="+")
    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    next_number = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    started_by = models.TextField()

    objects = SeriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division", "title"],
                name="series_title_once",
                violation_error_message=_lazy("这里已有同名的系列。"),
            )
        ]

    def __str__(self) -> str:
        return self.title
