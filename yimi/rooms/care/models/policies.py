"""Policies as rows, and whom each may concern (A1-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.care.models.scope import RESPONSIBLE, of_persons
from yimi.rooms.care.rules import policies
from yimi.rooms.care.states import MatchState, PolicyState
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class PolicyQuerySet(models.QuerySet["Policy"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those who answer for people in need, in their county; drafts too: they may know better."""
        return self.filter(county__in=reach.counties(*RESPONSIBLE))

    def in_force(self) -> Self:
        return self.filter(state=PolicyState.RELEASED)


class Policy(models.Model):
    """Something people are entitled to: for whom, what, with which documents, where. The office decides, not this."""

    county = models.CharField(max_length=6)
    title = models.TextField()
    who = models.TextField()
    what = models.TextField()
    documents = models.TextField(blank=True, default="")
    where = models.TextField()
    conditions = models.JSONField()
    state = models.CharField(max_length=8, choices=PolicyState, default=PolicyState.DRAFT)
    drafted_at = models.DateTimeField()
    drafted_by = models.TextField()
    released_at = stamp_at()
    released_by = stamp_by()
    ended_at = stamp_at()
    ended_by = stamp_by()

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "title"],
                name="policy_title_once",
                violation_error_message=_lazy("已有一条同名的政策，请改那一条。"),
            ),
            *paired("policy", "released", "ended"),
        ]

    @property
    def asked(self) -> policies.Conditions:
        return policies.Conditions.of(self.conditions)

    @property
    def sentence(self) -> str:
        """For whom, as the machine reads it."""
        return policies.sentence(self.asked)


class PolicyMatchQuerySet(models.QuerySet["PolicyMatch"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those responsible in their area: a match may rest on a colour."""
        return self.filter(of_persons(reach))

    def open(self) -> Self:
        return self.filter(state__in=MatchState.OPEN, policy__state=PolicyState.RELEASED)


class PolicyMatch(models.Model):
    """A policy that may concern a person, and what came of it."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="matches")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    county = models.CharField(max_length=6)
    state = models.CharField(max_length=10, choices=MatchState, default=MatchState.FOUND)
    said = EncryptedTextField(blank=True, default="")
    found_on = models.DateField()
    told_at = stamp_at()
    told_by = stamp_by()
    helped_at = stamp_at()
    helped_by = stamp_by()
    settled_at = stamp_at()  # succeeded or declined
    settled_by = stamp_by()

    objects = PolicyMatchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="policymatch_of_person"),
            models.Index(fields=["county"], condition=Q(state="found"), name="policymatch_found"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "policy"], name="policymatch_once"),
            *paired("policymatch", "told", "helped", "settled"),
        ]
