"""Survey rounds: one form for every household of a place, so that it is seen who was not reached (A0-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.people.states import Change, Channel, Fact, FormState, RoundState

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

USER = "accounts.User"
DIVISION = "places.Division"
#: Who surveys as part of their post; a round by third parties is filled in by assessors alone (A0-06).
SURVEYORS = frozenset({Role.VILLAGE_MEMBER, *STATION, Role.COUNTY_BUSINESS})
ASSESSORS = frozenset({Role.ASSESSOR})


class SurveyRoundQuerySet(models.QuerySet["SurveyRound"]):
    def visible_to(self, reach: Reach) -> Self:
        """Rounds of one's county; an assessor those of third parties that are still running."""
        own = Q(county__in=reach.counties(*SURVEYORS))
        theirs = Q(county__in=reach.counties(*ASSESSORS), by_assessors=True, state=RoundState.OPEN)
        return self.filter(own | theirs)


class SurveyRound(models.Model):
    """One going round of every household of a place between two days; March and September as a rule."""

    county = models.CharField(max_length=6)
    division = models.ForeignKey(DIVISION, on_delete=models.PROTECT, related_name="+")
    title = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    by_assessors = models.BooleanField(default=False)
    state = models.CharField(max_length=6, choices=RoundState, default=RoundState.OPEN)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SurveyRoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="surveyround_title_once",
                fields=["division", "title"],
                violation_error_message=_lazy("这个地方已经有一轮同名的调查，请换一个名称。"),
            ),
            models.CheckConstraint(
                name="surveyround_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_lazy("调查的止期不能早于起期。"),
            ),
            models.CheckConstraint(
                name="surveyround_closed_paired",
                condition=Q(state="open", closed_at=None, closed_by=None)
                | Q(state="closed", closed_at__isnull=False, closed_by__isnull=False),
                violation_error_message=_lazy("结束一轮调查要写明何时、由谁。"),
            ),
        ]


class SurveyFormQuerySet(models.QuerySet["SurveyForm"]):
    def visible_to(self, reach: Reach) -> Self:
        """Surveyors their area; an assessor the forms of third-party rounds there, while they run."""
        theirs = Q(round__by_assessors=True, round__state=RoundState.OPEN)
        return self.filter(
            reach.within("division__code", *SURVEYORS) | theirs & reach.within("division__code", *ASSESSORS)
        )

    def unvisited(self) -> Self:
        """The red list: nobody was reached, and nobody said why."""
        return self.filter(state=FormState.OPEN)


class SurveyForm(models.Model):
    """One household (or somebody filed without one) in one round: ticks and one sentence, no photo (E3)."""

    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="forms")
    division = models.ForeignKey(DIVISION, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(
        "people.Household", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=FormState, default=FormState.OPEN)
    tries = models.PositiveSmallIntegerField(default=0)
    facts = ArrayField(models.CharField(max_length=10, choices=Fact), default=list, blank=True)
    changes = ArrayField(models.CharField(max_length=10, choices=Change), default=list, blank=True)
    sentence = EncryptedTextField(blank=True, default="")
    channel = models.CharField(max_length=6, choices=Channel, blank=True, default="")
    #: Nothing was different from the last round: one tap, and the facts were carried.
    is_carried = models.BooleanField(default=False)
    surveyed_on = models.DateField(null=True, blank=True)
    surveyor = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SurveyFormQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["round", "division", "state"], name="surveyform_coverage"),
            models.Index(fields=["household", "-id"], name="surveyform_of_household"),
            models.Index(fields=["person", "-id"], name="surveyform_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="surveyform_of_one",
                condition=Q(household__isnull=False, person=None) | Q(household=None, person__isnull=False),
                violation_error_message=_lazy("一份调查表是一户的，或一个没有编户的人的。"),
            ),
            models.UniqueConstraint(name="surveyform_household_once", fields=["household", "round"]),
            models.UniqueConstraint(name="surveyform_person_once", fields=["person", "round"]),
            models.CheckConstraint(
                name="surveyform_recorded_paired",
                condition=Q(state="open", recorded_at=None, recorded_by=None)
                | Q(
                    ~Q(state="open"),
                    recorded_at__isnull=False,
                    recorded_by__isnull=False,
                    surveyed_on__isnull=False,
                ),
                violation_error_message=_lazy("调查结果要写明哪天、由谁登记。"),
            ),
        ]

    @property
    def facts_said(self) -> str:
        return "、".join(str(Fact(each).label) for each in self.facts)

    @property
    def changes_said(self) -> str:
        return "、".join(str(Change(each).label) for each in self.changes)
