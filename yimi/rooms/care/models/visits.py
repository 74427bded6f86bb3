"""Windows in which somebody is to be met, and the visits that were made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.care.models.scope import in_area, named_for, of_persons
from yimi.rooms.care.states import (
    Assist,
    Colour,
    Mode,
    Outcome,
    Source,
    Understanding,
    WindowState,
    WindowWhy,
)

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

USER = "accounts.User"


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those responsible in their area, and whoever made the visit."""
        return self.filter(of_persons(reach) | named_for(reach, "visited_by"))


class Visit(models.Model):
    """One contact: who met whom, how, what was understood, one sentence (A1-13, A1-14). No photo (E3)."""

    client_id = models.UUIDField(unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    county = models.CharField(max_length=6)
    mode = models.CharField(max_length=5, choices=Mode)
    outcome = models.CharField(max_length=8, choices=Outcome)
    worries = ArrayField(models.CharField(max_length=8, choices=Understanding), default=list, blank=True)
    assists = ArrayField(models.CharField(max_length=8, choices=Assist), default=list, blank=True)
    sentence = EncryptedTextField(blank=True, default="")
    visited_at = models.DateTimeField()
    visited_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=5, choices=Source, default=Source.SEEN, db_default="seen")
    told_by = EncryptedTextField(blank=True, default="")  # who told it, when it was not the visitor who wrote
    is_late = models.BooleanField(default=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-visited_at"], name="visit_newest")]
        constraints = [
            models.CheckConstraint(
                name="visit_not_ahead",
                condition=Q(visited_at__lte=F("recorded_at")),
                violation_error_message=_lazy("走访时间不能晚于现在。"),
            )
        ]


#: The nearest end first, the gravest, by village: a list is walked in the order of an index.
WINDOW_ORDER = ("closes_on", "rank", "division", "id")


class WindowQuerySet(models.QuerySet["Window"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those responsible in their area, and the worker who was named for the person."""
        return self.filter(in_area(reach))

    def open(self) -> Self:
        """Still to be met, of people who are there."""
        return self.filter(state=WindowState.OPEN, present=True)

    def begun(self, day: date) -> Self:
        return self.filter(opens_on__lte=day)

    def overdue(self, day: date) -> Self:
        """Nobody came before the last day was over."""
        return self.filter(closes_on__lt=day)


class Window(models.Model):
    """A stretch of days in which a person is to be met; due is its last day (decision 15).

    Where, whose and whether the person is there is copied from the standing by the database (rollups.py).
    """

    standing = models.ForeignKey("care.Standing", on_delete=models.PROTECT, related_name="windows")
    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    county = models.GeneratedField(
        expression=Left("division", 6), output_field=models.CharField(max_length=6), db_persist=True
    )
    town = models.GeneratedField(
        expression=Left("division", 9), output_field=models.CharField(max_length=9), db_persist=True
    )
    worker = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    present = models.BooleanField(default=True, editable=False)
    colour = models.CharField(max_length=6, choices=Colour)  # the colour it was planned for
    rank = models.GeneratedField(
        expression=Case(
            *(When(colour=each.value, then=Value(each.rank)) for each in Colour), default=Value(9)
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    why = models.CharField(max_length=8, choices=WindowWhy, default=WindowWhy.RHYTHM, db_default="rhythm")
    because = models.TextField(
        blank=True, default="", db_default=""
    )  # which festival, which weather, what change
    weather = models.ForeignKey(
        "care.WeatherNotice", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opens_on = models.DateField()
    closes_on = models.DateField()
    needs_home = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=WindowState, default=WindowState.OPEN)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = WindowQuerySet.as_manager()

    class Meta:
        indexes = [
            *(
                models.Index(
                    fields=[whose, *WINDOW_ORDER],
                    condition=Q(state="open", present=True),
                    name=f"window_open_{whose}",
                )
                for whose in ("county", "town", "worker")
            ),
            models.Index(fields=["standing", "-closes_on"], name="window_of_standing"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["standing", "closes_on", "why"],
                condition=~Q(state="dropped"),
                name="window_once",
            ),
            models.CheckConstraint(
                name="window_in_order",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message=_lazy("走访窗口的止期不能早于起期。"),
            ),
            models.CheckConstraint(
                name="window_met_by_visit",
                condition=Q(state__in=("open", "dropped"), visit=None)
                | Q(state__in=("met", "missed"), visit__isnull=False),
                violation_error_message=_lazy("走访过的窗口要指明是哪一次走访。"),
            ),
        ]
