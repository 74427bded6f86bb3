"""Groups around a person, what they see from time to time, and hazards at home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.care.models.scope import named_for, of_persons
from yimi.rooms.care.states import Dimension, DoctorClass, GroupKind, GroupOutcome, HazardKind, Seat
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

PERSON = "people.Person"


class CareGroupQuerySet(models.QuerySet["CareGroup"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those who answer for the person: who is in a group says what somebody suffers from."""
        return self.filter(of_persons(reach))

    def running(self) -> Self:
        return self.filter(closed_at=None, person__deceased_on=None, person__merged_into=None)


class CareGroup(models.Model):
    """Several people around one person or household, for a purpose, until it is closed with a reason."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    county = models.CharField(max_length=6)
    kind = models.CharField(max_length=8, choices=GroupKind)
    wish = EncryptedTextField(blank=True, default="")  # what the person wanted, in their words
    next_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    closed_at = stamp_at()
    closed_by = stamp_by()
    close_reason = models.TextField(blank=True, default="")

    objects = CareGroupQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_on"], condition=Q(closed_at=None), name="caregroup_next"),
            models.Index(fields=["person", "-id"], name="caregroup_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(closed_at=None),
                name="caregroup_one_running",
                violation_error_message=_lazy("这个人已经有一个这样的小组。"),
            ),
            *paired("caregroup", "closed"),
        ]


class CareMember(models.Model):
    """Somebody's seat in a group. Their phone is for the group's members, not for lists."""

    group = models.ForeignKey(CareGroup, on_delete=models.PROTECT, related_name="members")
    seat = models.CharField(max_length=10, choices=Seat)
    name = models.TextField()
    phone = EncryptedTextField(blank=True, default="")
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)


class GroupLook(models.Model):
    """One look at how somebody fares: the class the doctor gave, an outcome, six dimensions, one sentence."""

    group = models.ForeignKey(CareGroup, on_delete=models.PROTECT, related_name="looks")
    looked_on = models.DateField()
    doctor_class = models.CharField(max_length=12, choices=DoctorClass, blank=True, default="")
    outcome = models.CharField(max_length=10, choices=GroupOutcome)
    dimensions = models.JSONField(default=dict, blank=True)  # {economy: -1 | 0 | 1, …}
    sentence = EncryptedTextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()

    @property
    def changed(self) -> str:
        """Which dimensions moved, as words: 经济 ↑、心理 ↓."""
        arrows = {1: "↑", -1: "↓"}
        moved = ((Dimension(name).label, arrows.get(way)) for name, way in sorted(self.dimensions.items()))
        return "、".join(f"{label} {arrow}" for label, arrow in moved if arrow)


class HazardQuerySet(models.QuerySet["Hazard"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those responsible in their area, and who reported it."""
        return self.filter(of_persons(reach) | named_for(reach, "reporter"))

    def open(self) -> Self:
        return self.filter(removed_at=None, person__deceased_on=None, person__merged_into=None)


class Hazard(models.Model):
    """Something dangerous at somebody's home: how it was found, how it was removed (A1-14, A1-15)."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    county = models.CharField(max_length=6)
    kind = models.CharField(max_length=8, choices=HazardKind)
    before = EncryptedTextField()
    found_at = models.DateTimeField()
    found_by = models.TextField()
    reporter: models.ForeignKey[Any, Any] = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    survey = models.OneToOneField(
        "people.SurveyForm", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    after = EncryptedTextField(blank=True, default="")
    removed_at = stamp_at()
    removed_by = stamp_by()

    objects = HazardQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["found_at"], condition=Q(removed_at=None), name="hazard_open")]
        constraints = [*paired("hazard", "removed")]
