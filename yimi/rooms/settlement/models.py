"""Quarter closes, statements, their frozen lines, signatures, objections and claw-backs.

Triggers (triggers.py) forbid changing what was frozen; only the state moves on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import FenField
from yimi.rooms.settlement.states import AWAITED, CloseState, StatementState, Step

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

COUNTY_READERS = ("county_business", "county_finance", "county_leader", "county_reviewer", "supervisor")
STATION_READERS = ("station_head", "station_worker")
PROVIDER_READERS = ("provider_manager",)


class SealChain(models.Model):
    """One row a county: the head of its chain of statements, locked while a quarter is frozen."""

    county = models.CharField(max_length=6, unique=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.county} {self.length}"


class QuarterCloseQuerySet(models.QuerySet["QuarterClose"]):
    def visible_to(self, reach: Reach) -> Self:
        return self.filter(reach.within("county", *COUNTY_READERS))


class QuarterClose(models.Model):
    """A quarter that has been closed for a county; it is never edited afterwards."""

    county = models.CharField(max_length=6)
    quarter = models.CharField(max_length=6)
    state = models.CharField(max_length=10, choices=CloseState.choices, default=CloseState.FROZEN)
    sessions = models.PositiveIntegerField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = QuarterCloseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "quarter"],
                name="settlement_quarter_closed_once",
                violation_error_message=_lazy("这个季度已经封账，不能再封一次。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.county} {self.quarter}"


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, reach: Reach) -> Self:
        """County staff: the county's; a provider: its own; a station: those with a line of its own."""
        own_lines = StatementLine.objects.filter(
            statement=OuterRef("pk"), station__in=reach.organisations(*STATION_READERS)
        )
        return self.filter(
            reach.within("county", *COUNTY_READERS)
            | Q(provider__in=reach.organisations(*PROVIDER_READERS))
            | Q(Exists(own_lines))
        )

    def in_quarter(self, county: str, quarter: str) -> Self:
        return self.filter(county=county, quarter=quarter)

    def awaiting(self, step: str) -> Self:
        return self.filter(state__in=[state for state, waited in AWAITED.items() if waited == step])

    def on_show(self) -> Self:
        return self.filter(published_at__isnull=False)


class Statement(models.Model):
    """What one provider is owed for one quarter, to the fen (D8)."""

    close = models.ForeignKey(QuarterClose, on_delete=models.PROTECT, related_name="statements")
    county = models.CharField(max_length=6)
    quarter = models.CharField(max_length=6)
    number = models.CharField(max_length=32, unique=True)
    position = models.PositiveIntegerField()
    provider = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    provider_name = models.TextField()
    line_count = models.PositiveIntegerField()
    gross_fen = FenField()
    carried_fen = FenField()
    debt_in_fen = FenField()
    clawback_fen = FenField()
    offset_fen = FenField()
    debt_out_fen = FenField()
    payable_fen = FenField()
    state = models.CharField(max_length=20, choices=StatementState.choices, default=StatementState.FROZEN)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=128)
    key_number = models.PositiveSmallIntegerField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    notice_until = models.DateField(null=True)
    paid_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "position"], name="settlement_statement_position"),
            models.UniqueConstraint(
                fields=["county", "quarter", "provider"],
                name="settlement_statement_once_a_quarter",
                violation_error_message=_lazy("这家机构本季度的结算单已经生成。"),
            ),
            models.CheckConstraint(
                condition=Q(payable_fen__gte=0, debt_out_fen__gte=0, carried_fen__gte=0, offset_fen__gte=0),
                name="settlement_statement_never_negative",
                violation_error_message=_lazy("应付、结转和欠款都不能是负数。"),
            ),
            models.CheckConstraint(
                condition=Q(gross_fen=F("payable_fen") + F("offset_fen") + F("carried_fen")),
                name="settlement_statement_adds_up",
                violation_error_message=_lazy("结算单不平：合计应等于应付、抵扣与结转之和。"),
            ),
            models.CheckConstraint(
                condition=Q(debt_out_fen=F("debt_in_fen") + F("clawback_fen") - F("offset_fen")),
                name="settlement_statement_debt_adds_up",
                violation_error_message=_lazy("结算单不平：欠款应等于上期欠款加本期追回减本期抵扣。"),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True, notice_until__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False, notice_until__isnull=False),
                name="settlement_statement_published_pair",
                violation_error_message=_lazy("公示要同时记下时间、经办人和截止日期。"),
            ),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True, paid_by__isnull=True)
                | Q(paid_at__isnull=False, paid_by__isnull=False, published_at__isnull=False),
                name="settlement_statement_paid_pair",
                violation_error_message=_lazy("支付要同时记下时间和经办人，并且在公示之后。"),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class StatementLine(models.Model):
    """One session on a statement, with every value it was computed from. Never changed."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    county = models.CharField(max_length=6)
    order = models.PositiveIntegerField()
    session = models.ForeignKey("projects.Session", on_delete=models.PROTECT, related_name="+")
    station = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    town = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(
        "network.FrameworkContract", on_delete=models.PROTECT, null=True, related_name="+"
    )
    fund_source = models.ForeignKey("projects.FundSource", on_delete=models.PROTECT, related_name="+")
    verdict = models.ForeignKey("review.Verdict", on_delete=models.PROTECT, related_name="+")
    session_number = models.TextField()
    held_on = models.DateField()
    type_code = models.CharField(max_length=8)
    type_name = models.TextField()
    place = models.TextField()
    price_fen = FenField()
    price_from = models.DateField()
    result = models.CharField(max_length=10)
    percent = models.PositiveSmallIntegerField()
    settled_before_fen = FenField(default=0)
    amount_fen = FenField()
    offset_fen = FenField(default=0)
    carried = models.BooleanField(default=False)
    carried_from = models.CharField(max_length=6, blank=True)

    class Meta:
        indexes = [models.Index(fields=["county", "station"], name="settlement_line_station")]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "session"],
                name="settlement_line_once_a_statement",
                violation_error_message=_lazy("同一张结算单上，一个场次只能出现一次。"),
            ),
            models.UniqueConstraint(
                fields=["session", "settled_before_fen"],
                condition=Q(carried=False, amount_fen__gt=0),
                name="settlement_session_paid_once",
                violation_error_message=_lazy("这个场次已经结算过，不能再结算一次。"),
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, offset_fen__gte=0, offset_fen__lte=F("amount_fen")),
                name="settlement_line_amount_sane",
                violation_error_message=_lazy("场次金额不能是负数，抵扣不能超过金额。"),
            ),
            models.CheckConstraint(
                condition=Q(carried=False) | Q(offset_fen=0),
                name="settlement_line_carried_whole",
                violation_error_message=_lazy("结转的场次整场结转，不能抵扣一部分。"),
            ),
        ]

    def __str__(self) -> str:
        return self.session_number


class Confirmation(models.Model):
    """A signature. One person signs a statement once, whatever hats they wear."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="confirmations")
    step = models.CharField(max_length=10, choices=Step.choices)
    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Why the county signed for a provider that is off the register; empty when the provider signed itself.
    instead_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(instead_because="") | Q(step=Step.PROVIDER),
                name="settlement_signed_instead_of_a_provider",
                violation_error_message=_lazy("只有承接机构的确认可以由区县代为办理。"),
            ),
            models.UniqueConstraint(
                fields=["statement", "step", "organisation"],
                name="settlement_confirmed_once",
                violation_error_message=_lazy("这一方已经确认过这张结算单。"),
            ),
            models.UniqueConstraint(
                fields=["statement", "confirmed_by"],
                name="settlement_confirmed_by_different_people",
                violation_error_message=_lazy("同一个人不能在一张结算单上签两次，请由另一位有权的同事确认。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.confirmed_at:%Y-%m-%d}"


class Objection(models.Model):
    """A provider's reasoned no, and the county's answer. The lines stay; a verdict is appealed in review."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="objections")
    reason = models.TextField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement"],
                condition=Q(answered_at__isnull=True),
                name="settlement_one_open_objection",
                violation_error_message=_lazy("这张结算单已有一条异议等待区县答复。"),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="settlement_objection_answered_pair",
                violation_error_message=_lazy("答复要同时记下时间和答复人。"),
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:20]


class ClawbackQuerySet(models.QuerySet["Clawback"]):
    def visible_to(self, reach: Reach) -> Self:
        return self.filter(
            reach.within("county", *COUNTY_READERS) | Q(provider__in=reach.organisations(*PROVIDER_READERS))
        )

    def not_yet_deducted(self) -> Self:
        return self.filter(statement__isnull=True)


class Clawback(models.Model):
    """Money taken back for a session found false after it was settled (D8: 100 %)."""

    county = models.CharField(max_length=6)
    session = models.OneToOneField("projects.Session", on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    fen = FenField()
    reason = models.TextField()
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="clawbacks")

    objects = ClawbackQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "provider"], name="settlement_clawback_provider")]
        constraints = [
            models.CheckConstraint(
                condition=Q(fen__gt=0),
                name="settlement_clawback_positive",
                violation_error_message=_lazy("追回金额必须大于零。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.fen}"
