"""Changes that need somebody else's yes, what people ask about their own data, and files kept long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.people.models.register import SEES_PERSONS
from yimi.rooms.people.states import AskedState, ChangeKind, GivenBy, RetentionRule, RightKind

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

USER = "accounts.User"
PERSON = "people.Person"


def _user() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")


def _pair(name: str, asked: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(state=asked, decided_at=None, decided_by=None)
        | Q(~Q(state=asked), decided_at__isnull=False, decided_by__isnull=False),
        violation_error_message=_lazy("决定必须同时写明时间和经办人。"),
    )


class OfPersons(models.QuerySet[Any]):
    def visible_to(self, reach: Reach) -> Self:
        """Those who meet the person in the register."""
        return self.filter(reach.within("person__division__code", *SEES_PERSONS))


class Merge(models.Model):
    """Two files were found to be one human being, and perhaps found not to be. Rows are never deleted."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    parted_at = models.DateTimeField(null=True, blank=True)
    parted_by = _user()
    reason = models.TextField(blank=True, default="")

    objects = OfPersons.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="merge_one_running", fields=["person"], condition=Q(parted_at=None)),
            models.CheckConstraint(
                name="merge_parted_paired",
                condition=Q(parted_at=None, parted_by=None)
                | Q(parted_at__isnull=False, parted_by__isnull=False),
            ),
        ]


class ChangeRequest(models.Model):
    """A change that touches money or a category: asked with evidence, decided by another person."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=ChangeKind)
    content = EncryptedTextField()  # JSON: what the action will be called with
    evidence = EncryptedTextField()
    state = models.CharField(max_length=8, choices=AskedState, default=AskedState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _user()
    reason = models.TextField(blank=True, default="")

    objects = OfPersons.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="changerequest_of_person")]
        constraints = [
            _pair("changerequest_decided_paired", "asked"),
            models.CheckConstraint(
                name="changerequest_not_by_oneself",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_lazy("自己提的变更要由另一个人批准。"),
            ),
        ]


class RightsRequest(models.Model):
    """Somebody asks to see, correct or erase what is kept about them; answered by a day (PIPL 44–47)."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=RightKind)
    said = EncryptedTextField()
    given_by = models.CharField(max_length=16, choices=GivenBy)
    state = models.CharField(max_length=8, choices=AskedState, default=AskedState.ASKED)
    due_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")  # who wrote it down
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _user()
    answer = EncryptedTextField(blank=True, default="")

    objects = OfPersons.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="rightsrequest_of_person")]
        constraints = [_pair("rightsrequest_decided_paired", "asked")]


class RetentionProposal(models.Model):
    """A file that a rule says was kept long enough; a person confirms, or says why it stays."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=10, choices=RetentionRule)
    state = models.CharField(max_length=8, choices=AskedState, default=AskedState.ASKED)
    proposed_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _user()
    reason = models.TextField(blank=True, default="")

    objects = OfPersons.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="retention_once", fields=["person", "rule"]),
            _pair("retention_decided_paired", "asked"),
        ]
