"""A station calls providers to respond to an order; one is awarded with a published reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel import clock
from yimi.kernel.fields import FenField
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import PROVIDER
from yimi.rooms.projects.models.funds import Commitment
from yimi.rooms.projects.models.scope import LOCAL, of_county, of_place
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by
from yimi.rooms.projects.states import AwardState, CallOutState, ResponseKind

if TYPE_CHECKING:
    from typing import Self


class CallOutQuerySet(models.QuerySet["CallOut"]):
    def visible_to(self, reach: Reach) -> Self:
        """Place and county as usual; a provider sees what is open in its county and what it answered."""
        found = of_county(reach) | of_place(reach, *LOCAL, village="division")
        organisations = reach.organisations(*PROVIDER)
        if organisations:
            counties = reach.counties(*PROVIDER)
            answered = Response.objects.filter(callout=OuterRef("pk"), provider__in=organisations)
            found |= Q(county__in=counties) & (Q(state=CallOutState.OPEN) | Q(Exists(answered)))
        return self.filter(found)

    def answerable(self) -> Self:
        return self.filter(state=CallOutState.OPEN, respond_by__gt=clock.now())

    def left_open(self) -> Self:
        """Confirmed, with money for a session that has no time yet."""
        waiting = Commitment.objects.left_open().filter(callout=OuterRef("pk"))
        return self.filter(Exists(waiting), state=CallOutState.CONFIRMED)

    def to_award(self) -> Self:
        """Closed, or past its window although the job has not come round yet."""
        return self.filter(
            Q(state=CallOutState.CLOSED) | Q(state=CallOutState.OPEN, respond_by__lte=clock.now())
        )


class CallOut(models.Model):
    """An order of one or several sessions of a type; money for all of them is committed at once."""

    county = models.CharField(max_length=6)
    number = models.CharField(max_length=24, unique=True)
    type = models.ForeignKey("catalogue.MicroType", on_delete=models.PROTECT, related_name="+")
    allotment = models.ForeignKey("projects.Allotment", on_delete=models.PROTECT, related_name="callouts")
    station = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    town = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(
        "projects.Series", null=True, blank=True, on_delete=models.PROTECT, related_name="callouts"
    )
    theme = models.ForeignKey(
        "projects.Theme", null=True, blank=True, on_delete=models.PROTECT, related_name="callouts"
    )
    sessions_wanted = models.PositiveSmallIntegerField(default=1)
    brief = models.TextField(blank=True)
    site = models.ForeignKey("places.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wished_from = models.DateField()
    wished_to = models.DateField()
    respond_by = models.DateTimeField()
    confirm_by = models.DateTimeField(null=True, blank=True)
    price_fen = FenField()
    price_from = models.DateField()
    figures = models.JSONField(default=dict)  # the dated windows it was opened with (law 8)
    state = models.CharField(max_length=10, choices=CallOutState.choices, default=CallOutState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    closed_at = stamp_at()
    closed_by = stamp_by()
    ended_at = stamp_at()  # failed or cancelled
    ended_by = stamp_by()
    end_reason = models.TextField(blank=True)

    objects = CallOutQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["county", "state", "respond_by"], name="callout_windows"),
            models.Index(fields=["county", "town", "-opened_at"], name="callout_by_town"),
        ]
        constraints = [
            *paired("callout", "closed", "ended"),
            models.CheckConstraint(
                condition=Q(sessions_wanted__gte=1),
                name="callout_some_sessions",
                violation_error_message=_lazy("场次数至少为 1。"),
            ),
            models.CheckConstraint(
                condition=Q(wished_to__gte=F("wished_from")),
                name="callout_window_forward",
                violation_error_message=_lazy("希望的结束日期早于开始日期。"),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ResponseQuerySet(models.QuerySet["Response"]):
    def visible_to(self, reach: Reach) -> Self:
        """Stations and the county see all offers; a provider only its own."""
        organisations = reach.organisations(*PROVIDER)
        callouts = CallOut.objects.filter(of_county(reach) | of_place(reach, *LOCAL, village="division"))
        return self.filter(Q(callout__in=callouts) | Q(provider__in=organisations))

    def offers(self) -> Self:
        return self.filter(kind=ResponseKind.OFFER)


class Response(models.Model):
    """One provider's answer: an offer, or a refusal with its reason."""

    callout = models.ForeignKey(CallOut, on_delete=models.PROTECT, related_name="responses")
    provider = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ResponseKind.choices)
    reason = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    proposed_starts = ArrayField(models.DateTimeField(), default=list, blank=True)
    responded_at = models.DateTimeField()
    responded_by = models.TextField()

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["callout", "provider"],
                name="response_once",
                violation_error_message=_lazy("贵机构已经答复过，可以修改原来的答复。"),
            ),
            models.CheckConstraint(
                condition=Q(kind=ResponseKind.OFFER) | ~Q(reason=""),
                name="response_decline_reason",
                violation_error_message=_lazy("不参加需要写明理由。"),
            ),
        ]


class ResponseStaff(models.Model):
    """A worker the provider would send."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "user"], name="response_staff_once")]


class Award(models.Model):
    """An offer in the order of preference; exactly one is on the table at a time."""

    callout = models.ForeignKey(CallOut, on_delete=models.PROTECT, related_name="awards")
    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="award")
    rank = models.PositiveSmallIntegerField()
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=AwardState.choices)
    published = models.BooleanField(default=True)
    signals = models.JSONField(default=list)  # collusion signals shown when deciding: [{code, text}]
    awarded_at = models.DateTimeField()
    awarded_by = models.TextField()
    confirmed_at = stamp_at()
    confirmed_by = stamp_by()
    declined_at = stamp_at()  # by the provider, or by the window running out (state lapsed)
    declined_by = stamp_by()
    decline_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            *paired("award", "confirmed", "declined"),
            models.UniqueConstraint(fields=["callout", "rank"], name="award_rank_once"),
            models.UniqueConstraint(
                fields=["callout"],
                condition=Q(state__in=[AwardState.OFFERED, AwardState.CONFIRMED]),
                name="award_one_on_the_table",
                violation_error_message=_lazy("这次征集已经选定了机构。"),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="award_reason",
                violation_error_message=_lazy("选定机构需要写明理由，理由会公开。"),
            ),
        ]
