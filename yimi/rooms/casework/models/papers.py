"""Filled forms: dated, numbered, version by version. A finished one changes no more (triggers.py)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.casework.models.scope import of_cases
from yimi.rooms.casework.rules.papers import Content
from yimi.rooms.casework.states import PaperKind, PaperState

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


def _user() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


def _both(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"paper_{name}_paired",
        condition=Q(**{f"{name}_at": None, f"{name}_by": None})
        | Q(**{f"{name}_at__isnull": False, f"{name}_by__isnull": False}),
        violation_error_message=_lazy("决定必须同时写明时间和经办人。"),
    )


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, reach: Reach) -> Self:
        """Whoever sees the case."""
        return self.filter(of_cases(reach, "case__"))


class Paper(models.Model):
    """One form of a case. `number` tells several records apart, `version` the revisions of one."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=2, choices=PaperKind)
    number = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=PaperState, default=PaperState.DRAFT)
    on = models.DateField()  # the day it speaks of
    content = EncryptedTextField()
    is_late = models.BooleanField(default=False)  # written more than a day after it happened
    visit = models.ForeignKey("care.Visit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = _user()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _user()
    opinion = EncryptedTextField(blank=True, default="")

    objects = PaperQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state"], condition=Q(state="waiting"), name="paper_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "number", "version"], name="paper_version_once"),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(state__in=("draft", "waiting")),
                name="paper_one_unfinished",
                violation_error_message=_lazy("这种表还有一份没写完或等审批的，请先处理那一份。"),
            ),
            _both("filed"),
            _both("decided"),
            models.CheckConstraint(
                name="paper_not_approved_alone",
                condition=Q(decided_by=None) | ~Q(decided_by=F("filed_by")),
                violation_error_message=_lazy("提交人不能审批自己的表，请由另一个人审批。"),
            ),
            models.CheckConstraint(
                name="paper_filed_when_finished",
                condition=Q(state="draft", filed_at=None) | (~Q(state="draft") & Q(filed_at__isnull=False)),
                violation_error_message=_lazy("提交的表要写明何时、由谁。"),
            ),
            models.CheckConstraint(
                name="paper_decided_when_approved",
                condition=Q(state__in=("approved", "returned"), decided_at__isnull=False)
                | (~Q(state__in=("approved", "returned")) & Q(decided_at=None)),
                violation_error_message=_lazy("审批要写明何时、由谁。"),
            ),
        ]

    @property
    def data(self) -> Content:
        """What stands in the form, by line."""
        found: Content = json.loads(self.content or "{}")
        return found

    @property
    def title(self) -> str:
        """介入过程记录 3 · 服务计划书（第 2 版）, as it stands in a list."""
        kind = PaperKind(self.kind)
        shown = f"{kind.value} {kind.label}"
        return f"{shown} {self.number}" if kind.is_repeated else shown
