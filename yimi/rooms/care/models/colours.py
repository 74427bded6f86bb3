"""What was found, what was confirmed, and how a person's colour came to be what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.care.models.scope import in_area, of_persons
from yimi.rooms.care.rules import tiers
from yimi.rooms.care.states import AssessmentState, Cause, Colour, DoctorClass

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

USER = "accounts.User"
PERSON = "people.Person"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, reach: Reach) -> Self:
        """The station of the person's town and the county's business section; nobody else."""
        return self.filter(of_persons(reach))


class Assessment(models.Model):
    """One filled sheet: the factors found, the version they were weighed with, the colour the rule proposes."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    county = models.CharField(max_length=6)
    sheet = models.ForeignKey("care.Sheet", on_delete=models.PROTECT, related_name="+")
    factors = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    passed = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    doctor_class = models.CharField(max_length=12, choices=DoctorClass, blank=True, default="")
    reported = models.BooleanField(default=False)
    score = models.PositiveSmallIntegerField()
    colour = models.CharField(max_length=6, choices=Colour)
    state = models.CharField(max_length=10, choices=AssessmentState, default=AssessmentState.PROPOSED)
    assessed_at = models.DateTimeField()
    assessed_by = models.TextField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="assessment_newest"),
            models.Index(fields=["county", "state", "-id"], name="assessment_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="proposed"),
                name="assessment_one_proposal",
                violation_error_message=_lazy("这个人已有一份待确认的评估，请先确认或重新评估。"),
            ),
            models.CheckConstraint(
                name="assessment_confirmed_paired",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                violation_error_message=_lazy("确认要写明何时、由谁。"),
            ),
        ]

    @property
    def sentence(self) -> str:
        """Why this colour, in the language of whoever reads (黄色，因为……)."""
        return tiers.sentence(
            self.sheet.rules,
            self.factors,
            self.passed,
            doctor_class=self.doctor_class,
            reported=self.reported,
        )


class StandingQuerySet(models.QuerySet["Standing"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those responsible in their area, and the one worker who was named for the person (E14)."""
        return self.filter(in_area(reach))

    def present(self) -> Self:
        """Of people who live, and whose file is the one in use."""
        return self.filter(present=True)


class Standing(models.Model):
    """How a person stands now: the colour, who answers for them, when they are looked at again.

    Where the person lives and whether they are there is copied by the database (rollups.py).
    """

    person = models.OneToOneField(PERSON, on_delete=models.PROTECT, related_name="+")
    county = models.CharField(max_length=6)
    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    town = models.GeneratedField(
        expression=Left("division", 9), output_field=models.CharField(max_length=9), db_persist=True
    )
    present = models.BooleanField(default=True, editable=False)
    colour = models.CharField(max_length=6, choices=Colour)
    ruled = models.CharField(max_length=6, choices=Colour)  # what the confirmed assessment gave
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_on = models.DateField()
    reassess_on = models.DateField()
    worker = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    override_reason = models.TextField(blank=True, default="")
    override_until = models.DateField(null=True, blank=True)
    overridden_at = models.DateTimeField(null=True, blank=True)
    overridden_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = StandingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["county", "colour", "-id"], name="standing_colour"),
            models.Index(fields=["town", "colour", "-id"], name="standing_of_town"),
            models.Index(fields=["worker"], name="standing_worker"),
            models.Index(
                fields=["override_until"],
                condition=Q(override_until__isnull=False),
                name="standing_override_ends",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="standing_override_whole",
                condition=Q(override_until=None, override_reason="", overridden_at=None, overridden_by=None)
                | (
                    Q(override_until__isnull=False, overridden_at__isnull=False, overridden_by__isnull=False)
                    & ~Q(override_reason="")
                ),
                violation_error_message=_lazy("人工调整要写明原因、何时、由谁、到哪天止。"),
            ),
        ]

    @property
    def is_overridden(self) -> bool:
        return self.override_until is not None


class ColourChange(models.Model):
    """One change of a colour, for good: before, after, why, by whom. Rows are never edited (triggers.py)."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=6, choices=Colour, blank=True, default="")
    after = models.CharField(max_length=6, choices=Colour)
    cause = models.CharField(max_length=10, choices=Cause)
    reason = models.TextField(blank=True, default="")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    changed_by = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="colourchange_newest")]
