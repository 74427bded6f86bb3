"""The budget tree: fund → programme → allotment → commitment. Ceilings are CHECKs on locked counters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import FenField
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import STATION
from yimi.rooms.places.rules import pad
from yimi.rooms.projects.models.scope import of_county
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by

if TYPE_CHECKING:
    from typing import Self


class FundQuerySet(models.QuerySet["FundSource"]):
    def visible_to(self, reach: Reach) -> Self:
        """County staff only: where the money comes from is the county's book."""
        return self.filter(of_county(reach))


class FundSource(models.Model):
    """Money with one origin and one purpose."""

    county = models.CharField(max_length=6)
    name = models.TextField()
    purpose = models.TextField(blank=True)
    amount_fen = FenField()
    allotted_fen = FenField(default=0)
    created_at = models.DateTimeField()
    created_by = models.TextField()

    objects = FundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "name"],
                name="fund_name_once",
                violation_error_message=_lazy("本区县已有同名的资金来源。"),
            ),
            models.CheckConstraint(
                condition=Q(allotted_fen__gte=0) & Q(allotted_fen__lte=F("amount_fen")),
                name="fund_within_amount",
                violation_error_message=_lazy("项目资金合计超过了这笔资金的总额。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, reach: Reach) -> Self:
        return self.filter(of_county(reach))


class Programme(models.Model):
    """A purchased programme of one year; its ceiling is split into allotments."""

    county = models.CharField(max_length=6)
    name = models.TextField()
    fund_source = models.ForeignKey(FundSource, on_delete=models.PROTECT, related_name="programmes")
    contract = models.ForeignKey(
        "network.FrameworkContract", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField()
    ceiling_fen = FenField()
    allotted_fen = FenField(default=0)
    signed_at = models.DateTimeField()
    signed_by = models.TextField()

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "year", "name"],
                name="programme_name_once",
                violation_error_message=_lazy("这一年已有同名的项目。"),
            ),
            models.CheckConstraint(
                condition=Q(allotted_fen__gte=0) & Q(allotted_fen__lte=F("ceiling_fen")),
                name="programme_within_ceiling",
                violation_error_message=_lazy("额度合计超过了项目总额。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AllotmentQuerySet(models.QuerySet["Allotment"]):
    def visible_to(self, reach: Reach) -> Self:
        """County staff all of it; a station its own town's."""
        towns = [pad(stem) for stem in reach.stems(*STATION) if len(stem) == 9]
        return self.filter(of_county(reach) | Q(town__in=towns))

    def nearly_used(self, percent: int = 90) -> Self:
        return self.filter(committed_fen__gte=F("ceiling_fen") * percent / 100, ceiling_fen__gt=0)


class Allotment(models.Model):
    """What one town may order of one type in one quarter: type × town × quarter."""

    county = models.CharField(max_length=6)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="allotments")
    type = models.ForeignKey("catalogue.MicroType", on_delete=models.PROTECT, related_name="+")
    town = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    quarter = models.CharField(max_length=6)
    ceiling_fen = FenField()
    committed_fen = FenField(default=0)
    # The quarter's cash budget limits payment, not ordering (decision 4); null = the ceiling.
    cash_fen = models.BigIntegerField(null=True, blank=True)
    allotted_at = models.DateTimeField()
    allotted_by = models.TextField()

    objects = AllotmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "quarter", "town", "type"], name="allotment_by_quarter")]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "type", "town", "quarter"],
                name="allotment_once",
                violation_error_message=_lazy("这个乡镇这一季度的这个类型已有额度，请调整原来的额度。"),
            ),
            models.CheckConstraint(
                condition=Q(committed_fen__gte=0) & Q(committed_fen__lte=F("ceiling_fen")),
                name="allotment_within_ceiling",
                violation_error_message=_lazy("下单金额超过了额度余额。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarter} {self.town_id} {self.type_id}"

    @property
    def room_fen(self) -> int:
        """What may still be ordered."""
        return int(self.ceiling_fen) - int(self.committed_fen)


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def standing(self) -> Self:
        """Not released: these make up the allotment's counter."""
        return self.filter(released_at__isnull=True)

    def left_open(self) -> Self:
        """Promised, and not used by a session yet."""
        return self.standing().filter(session__isnull=True)


class Commitment(models.Model):
    """Money promised for one session; released when the session will not be paid."""

    allotment = models.ForeignKey(Allotment, on_delete=models.PROTECT, related_name="commitments")
    callout = models.ForeignKey(
        "projects.CallOut", null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    session = models.ForeignKey(
        "projects.Session", null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    fen = FenField()
    made_at = models.DateTimeField()
    made_by = models.TextField()
    released_at = stamp_at()
    released_by = stamp_by()
    release_reason = models.TextField(blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            *paired("commitment", "released"),
            models.CheckConstraint(condition=Q(fen__gt=0), name="commitment_positive"),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(released_at__isnull=True, session__isnull=False),
                name="commitment_one_standing",
                violation_error_message=_lazy("这一场次已经占用了额度。"),
            ),
        ]
