"""The case: one person's, or a group's; where it stands, whose it is, and what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.casework.models.scope import of_cases
from yimi.rooms.casework.states import CaseKind, CloseReason, Risk, Stage
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

USER = "accounts.User"
OVER = (Stage.CLOSED, Stage.DECLINED)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, reach: Reach) -> Self:
        """The worker's own, and for heads and the county's business section those of their area."""
        return self.filter(of_cases(reach))

    def open(self) -> Self:
        return self.filter(stage__in=Stage.OPEN)


class Case(models.Model):
    """One piece of casework by MZ/T 094, or one group by MZ/T 095. A closed one is read only (triggers.py)."""

    county = models.CharField(max_length=6)
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=10, choices=CaseKind)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.TextField(blank=True, default="")  # a group's; a person's case has none that says too much
    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage)
    risk = models.CharField(max_length=6, choices=Risk, blank=True, default="")
    urgent = models.BooleanField(default=False)
    review_on = models.DateField(null=True, blank=True)
    alert = models.ForeignKey("care.Alert", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    close_reason = models.CharField(max_length=10, choices=CloseReason, blank=True, default="")
    closed_at = stamp_at()
    closed_by = stamp_by()

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["worker", "stage"], name="case_of_worker"),
            models.Index(fields=["division", "-id"], name="case_of_division"),
            models.Index(fields=["person", "-id"], name="case_of_person"),
            models.Index(fields=["review_on"], condition=~Q(stage__in=OVER), name="case_review_due"),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_of_whom",
                condition=Q(kind="individual", person__isnull=False, title="")
                | (Q(kind="group", person=None) & ~Q(title="")),
                violation_error_message=_lazy("个案要写明是谁的，小组要写明名称。"),
            ),
            models.UniqueConstraint(
                name="case_one_open",
                fields=["person"],
                condition=~Q(stage__in=OVER),
                violation_error_message=_lazy("这个人已有一个在办的个案，请在那个案子里继续。"),
            ),
            models.CheckConstraint(
                name="case_closed_dated",
                condition=Q(stage__in=OVER, closed_at__isnull=False)
                | (~Q(stage__in=OVER) & Q(closed_at=None)),
                violation_error_message=_lazy("结束的案子要写明何时、由谁。"),
            ),
            *paired("case", "closed"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.stage in Stage.OPEN

    @property
    def is_group(self) -> bool:
        return self.kind == CaseKind.GROUP


class CaseStep(models.Model):
    """One thing that happened in a case, for good. Rows are never edited (triggers.py)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    what = models.TextField()
    said = EncryptedTextField(blank=True, default="")
    stepped_at = models.DateTimeField()
    stepped_by = models.TextField()


class CaseNumber(models.Model):
    """The last number given in a county and year; its row lock orders two writers."""

    county = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "year"], name="casenumber_once")]
