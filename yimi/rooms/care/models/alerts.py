"""Alerts: raised, taken, visited, disposed, verified by somebody else, closed (D7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.care.models.scope import HEADS, RESPONSIBLE
from yimi.rooms.care.states import AlertState, Assist, Level, Rule

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

USER = "accounts.User"


def _user() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those responsible in their area, who reported it, and who was asked to see to it.

        A mandatory report is sealed: of those responsible the head and the county's business section alone.
        """
        found = reach.within("division__code", *RESPONSIBLE) & ~Q(rule=Rule.REPORT)
        found |= reach.within("division__code", *HEADS)
        if reach and reach.user_id is not None:
            found |= Q(reporter=reach.user_id) | Q(assignee=reach.user_id)
        return self.filter(found)

    def live(self) -> Self:
        return self.filter(state__in=AlertState.LIVE)


class Alert(models.Model):
    """Something that was noticed and must be looked at: a warning, never a verdict (A1-03)."""

    county = models.CharField(max_length=6)
    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rule = models.CharField(max_length=4, choices=Rule)
    level = models.CharField(max_length=2, choices=Level)
    key = models.CharField(max_length=80, unique=True)  # what a rule found twice is one alert
    text = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=AlertState, default=AlertState.RAISED)
    raised_at = models.DateTimeField()
    raised_by = models.TextField()
    reporter = _user()
    due_at = models.DateTimeField()
    escalation = models.PositiveSmallIntegerField(default=0)  # 0 nobody told, 1 the head, 2 the county
    assignee = _user()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = _user()
    visit = models.ForeignKey("care.Visit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    was_true = models.BooleanField(null=True, blank=True)
    assists = ArrayField(models.CharField(max_length=8, choices=Assist), default=list, blank=True)
    result = EncryptedTextField(blank=True, default="")
    disposed_at = models.DateTimeField(null=True, blank=True)
    disposed_by = _user()
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = _user()

    objects = AlertQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=~Q(state="closed"), name="alert_live_due"),
            models.Index(fields=["person", "-id"], name="alert_of_person"),
            models.Index(fields=["division", "-id"], name="alert_of_division"),
        ]
        constraints = [
            *(
                models.CheckConstraint(
                    name=f"alert_{step}_paired",
                    condition=Q(**{f"{step}_at": None, f"{step}_by": None})
                    | Q(**{f"{step}_at__isnull": False, f"{step}_by__isnull": False}),
                    violation_error_message=_lazy("决定必须同时写明时间和经办人。"),
                )
                for step in ("taken", "disposed", "verified")
            ),
            models.CheckConstraint(
                name="alert_not_closed_alone",
                condition=Q(verified_by=None) | ~Q(verified_by=F("disposed_by")),
                violation_error_message=_lazy("处置人不能核实自己的处置，请由另一个人核实。"),
            ),
            models.CheckConstraint(
                name="alert_disposed_told",
                condition=~Q(state__in=("disposed", "closed"))
                | Q(was_true__isnull=False, disposed_at__isnull=False),
                violation_error_message=_lazy("处置要写明情况是否属实。"),
            ),
            models.CheckConstraint(
                name="alert_closed_verified",
                condition=~Q(state="closed") | Q(verified_at__isnull=False),
                violation_error_message=_lazy("核实过才能办结。"),
            ),
        ]


class AlertStep(models.Model):
    """One step of an alert, in order, with who took it and in whose words. Rows are never edited."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=8, choices=AlertState)
    said = EncryptedTextField(blank=True, default="")
    stepped_at = models.DateTimeField()
    stepped_by = models.TextField()
