"""The atom: a service held once, at a place and time, by named workers, for named people."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField, FenField
from yimi.kernel.reach import Reach
from yimi.rooms.projects.models.characters import Characters
from yimi.rooms.projects.models.scope import LOCAL, of_county, of_place, of_provider
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by
from yimi.rooms.projects.states import AgeBand, NoShow, SessionState

if TYPE_CHECKING:
    from typing import Self

    from yimi.kernel.periods import Week


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, reach: Reach) -> Self:
        """Its village and town, its provider, its county; nobody else (law 7)."""
        return self.filter(of_county(reach) | of_place(reach, *LOCAL) | of_provider(reach))

    def live(self) -> Self:
        return self.filter(state__in=SessionState.LIVE)

    def awaiting_delivery(self) -> Self:
        return self.filter(state=SessionState.PLANNED)

    def awaiting_submission(self) -> Self:
        return self.filter(state=SessionState.DELIVERED)

    def submitted_in(self, week: Week) -> Self:
        """Of the review week: the week in which it was submitted complete (decision 5)."""
        return self.filter(state=SessionState.SUBMITTED, review_week=str(week))


class Session(models.Model):
    """One session (场次), from planned to submitted."""

    county = models.CharField(max_length=6)
    number = models.CharField(max_length=24, unique=True)  # S-500114-26Q4-000123
    type = models.ForeignKey("catalogue.MicroType", on_delete=models.PROTECT, related_name="+")
    price_fen = FenField()
    price_from = models.DateField()
    allotment = models.ForeignKey("projects.Allotment", on_delete=models.PROTECT, related_name="sessions")
    callout = models.ForeignKey(
        "projects.CallOut", null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    theme = models.ForeignKey(
        "projects.Theme", null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    series = models.ForeignKey(
        "projects.Series", null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    series_number = models.PositiveIntegerField(null=True, blank=True)
    provider = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    station = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    village = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    town = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("places.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.PLANNED)
    actual_start = models.DateTimeField(null=True, blank=True)
    actual_end = models.DateTimeField(null=True, blank=True)
    people_count = models.PositiveIntegerField(null=True, blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.TextField()
    delivered_at = stamp_at()
    delivered_by = stamp_by()
    submitted_at = stamp_at()
    submitted_by = stamp_by()
    # The first submission decides whether it was late; a return by the review must not make it so.
    first_submitted_at = stamp_at()
    first_submitted_by = stamp_by()
    returned_at = stamp_at()
    returned_by = stamp_by()
    # The submission that the return set aside: taking the return back puts it in its place again.
    set_aside_at = stamp_at()
    set_aside_by = stamp_by()
    review_week = models.CharField(max_length=8, null=True, blank=True)  # noqa: DJ001 - none until submitted
    cancelled_at = stamp_at()
    cancelled_by = stamp_by()
    cancel_reason = models.TextField(blank=True)
    no_show_at = stamp_at()
    no_show_by = stamp_by()
    no_show_who = models.CharField(max_length=10, blank=True, choices=NoShow.choices)
    # What the village says whose place it was (社区办席): it took place here, or it did not.
    host_held = models.BooleanField(null=True, blank=True)
    host_note = models.TextField(blank=True, default="", db_default="")
    host_answered_at = stamp_at()
    host_answered_by = stamp_by()

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["county", "-starts_at", "-id"], name="session_by_date"),
            models.Index(fields=["county", "state", "-starts_at", "-id"], name="session_by_state"),
            models.Index(fields=["county", "review_week"], name="session_by_week"),
            models.Index(fields=["provider", "-starts_at", "-id"], name="session_by_provider"),
            models.Index(fields=["town", "-starts_at", "-id"], name="session_by_town"),
            models.Index(fields=["village", "-starts_at", "-id"], name="session_by_village"),
            models.Index(fields=["county", "type", "-starts_at", "-id"], name="session_by_type"),
            GinIndex(Characters("title"), name="session_title_characters"),
            # "Today" asks for what waits; that stays small however many sessions there are.
            models.Index(
                fields=["provider", "state", "starts_at"],
                condition=Q(state__in=[SessionState.PLANNED, SessionState.DELIVERED]),
                name="session_waiting",
            ),
        ]
        constraints = [
            *paired(
                "session",
                "delivered",
                "submitted",
                "first_submitted",
                "returned",
                "set_aside",
                "cancelled",
                "no_show",
                "host_answered",
            ),
            models.UniqueConstraint(
                "provider",
                "type",
                "village",
                TruncDate("starts_at", tzinfo=ZoneInfo(settings.TIME_ZONE)),
                condition=Q(state__in=SessionState.LIVE),
                name="session_once_a_day",
                violation_error_message=_lazy(
                    "同一机构同一类型在同一个村一天只能有一场，请换一天或换一个村。"
                ),
            ),
            models.UniqueConstraint(
                fields=["series", "series_number"],
                condition=Q(series__isnull=False),
                name="session_series_number",
                violation_error_message=_lazy("这一期的期号已经用过。"),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_lazy("结束时间应晚于开始时间。"),
            ),
            models.CheckConstraint(
                condition=Q(actual_start__isnull=True)
                | Q(actual_end__isnull=True)
                | Q(actual_end__gt=F("actual_start")),
                name="session_actual_forward",
                violation_error_message=_lazy("实际结束时间应晚于实际开始时间。"),
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.SUBMITTED)
                | Q(submitted_at__isnull=False, review_week__isnull=False, delivered_at__isnull=False),
                name="session_submitted_complete",
                violation_error_message=_lazy("提交的场次必须有开展记录和评审周。"),
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.CANCELLED)
                | Q(cancelled_at__isnull=False) & ~Q(cancel_reason=""),
                name="session_cancel_reason",
                violation_error_message=_lazy("取消场次需要写明理由。"),
            ),
            models.CheckConstraint(condition=Q(price_fen__gt=0), name="session_price_positive"),
            models.CheckConstraint(
                condition=Q(host_held__isnull=True, host_answered_at__isnull=True)
                | Q(host_held=True, host_answered_at__isnull=False)
                | (Q(host_held=False, host_answered_at__isnull=False) & ~Q(host_note="")),
                name="session_host_says_why_not",
                violation_error_message=_lazy("没有在本村开展的，请写明情况。"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def venue(self) -> str:
        """Where one goes: the site, else the village."""
        return self.site.name if self.site else self.village.name


class SessionStaff(models.Model):
    """A paid worker of the provider on this session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="session_staff_once")]


class SessionParticipant(models.Model):
    """Somebody the session was for, as a masked snapshot: providers see this and never `Person`."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="participants")
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    label = models.TextField()
    age_band = models.CharField(max_length=6, blank=True, choices=AgeBand.choices)
    walk_in_name_enc = EncryptedTextField(blank=True, default="")
    is_minor = models.BooleanField(default=False)
    attended = models.BooleanField(null=True, blank=True)
    client_key = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "client_key"],
                name="walk_in_entered_once",
                violation_error_message=_lazy("这个人已经在名单上。"),
            ),
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(person__isnull=False),
                name="participant_once",
                violation_error_message=_lazy("这个人已经在名单上。"),
            ),
        ]


class Reschedule(models.Model):
    """A session moved before it began, with the reason."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="reschedules")
    from_starts_at = models.DateTimeField()
    from_ends_at = models.DateTimeField()
    to_starts_at = models.DateTimeField()
    to_ends_at = models.DateTimeField()
    reason = models.TextField()
    moved_at = models.DateTimeField()
    moved_by = models.TextField()


class NumberCounter(models.Model):
    """The last number given out per county, kind and quarter; its row lock keeps numbers unique."""

    county = models.CharField(max_length=6)
    kind = models.CharField(max_length=1)  # S session, C call-out
    quarter = models.CharField(max_length=6)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "kind", "quarter"], name="counter_once")]
