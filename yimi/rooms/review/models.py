"""Who judged a session, when and why. Rows are added and not edited; a retraction is two fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.projects.models import Session
from yimi.rooms.review.states import AskedAgain, CallOutcome, PreCheckResult, Result, SampleWhy, VerdictKind

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class PreCheck(models.Model):
    """The station's look before the county's. A session returned and resubmitted gets another round."""

    session = models.ForeignKey("projects.Session", models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    result = models.CharField(max_length=16, choices=PreCheckResult.choices)
    note = models.TextField(blank=True)
    asked = ArrayField(models.CharField(max_length=16, choices=AskedAgain.choices), default=list, blank=True)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["session", "round"],
                name="precheck_once_per_round",
                violation_error_message=_lazy("这一场次本轮已经初核过，请刷新页面查看结果。"),
            ),
            models.CheckConstraint(
                condition=Q(result=PreCheckResult.PASSED) | ~Q(note=""),
                name="precheck_return_says_why",
                violation_error_message=_lazy("退回时请写明要补充什么。"),
            ),
        )


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def visible_to(self, reach: Reach) -> VerdictQuerySet:
        return self.filter(session__in=Session.objects.visible_to(reach).values("pk"))

    def standing(self) -> VerdictQuerySet:
        return self.filter(retracted_at__isnull=True)


class Verdict(models.Model):
    session = models.ForeignKey("projects.Session", models.PROTECT, related_name="+")
    county = models.CharField(max_length=6)
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=VerdictKind.choices)
    result = models.CharField(max_length=16, choices=Result.choices)
    percent = models.PositiveSmallIntegerField()
    reason_codes = ArrayField(models.CharField(max_length=32))
    note = models.TextField(blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    retracted_at = models.DateTimeField(null=True)
    retracted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = VerdictQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["county", "given_at"], name="verdict_county_time"),
            models.Index(fields=["session", "given_at"], name="verdict_session_time"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["session", "round", "kind"],
                condition=Q(retracted_at__isnull=True),
                name="verdict_once_per_round",
                violation_error_message=_lazy("这一场次本轮已经有结论，请刷新页面查看。"),
            ),
            models.CheckConstraint(
                condition=Q(result=Result.ACCEPT, percent=100)
                | Q(result=Result.PARTIAL, percent=80)
                | Q(result__in=[Result.RETURN, Result.REJECT], percent=0),
                name="verdict_share_follows_result",
                violation_error_message=_lazy("结论与付款比例不一致。"),
            ),
            models.CheckConstraint(
                condition=Q(reason_codes__len__gte=1),
                name="verdict_has_reason",
                violation_error_message=_lazy("请至少选择一条理由。"),
            ),
            models.CheckConstraint(
                condition=Q(retracted_at__isnull=True, retracted_by__isnull=True)
                | Q(retracted_at__isnull=False, retracted_by__isnull=False),
                name="verdict_retracted_pair",
                violation_error_message=_lazy("撤回结论必须记录时间和经手人。"),
            ),
        )


class WeeklyDraw(models.Model):
    """One drawing of lots: the seed is kept so that anybody can draw it again and get the same sessions."""

    county = models.CharField(max_length=6)
    week = models.CharField(max_length=8)
    seed = models.CharField(max_length=64)
    reviewed = models.PositiveIntegerField()  # how many sessions the lots were drawn from
    drawn_at = models.DateTimeField()
    drawn_by = models.TextField()  # usually the weekly job, so text

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["county", "week"],
                name="draw_once_per_week",
                violation_error_message=_lazy("这一周已经抽过样。"),
            ),
        )


class SampleQuerySet(models.QuerySet["Sample"]):
    def visible_to(self, reach: Reach) -> SampleQuerySet:
        return self.filter(session__in=Session.objects.visible_to(reach).values("pk"))


class Sample(models.Model):
    """One session drawn for a blind second look; a disagreement is ruled on by county business."""

    draw = models.ForeignKey(WeeklyDraw, models.PROTECT, related_name="samples")
    county = models.CharField(max_length=6)
    week = models.CharField(max_length=8)
    session = models.ForeignKey("projects.Session", models.PROTECT, related_name="+")
    why = models.CharField(max_length=16, choices=SampleWhy.choices)
    risk = models.PositiveIntegerField(default=0)
    first_verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    verdict = models.ForeignKey(Verdict, models.PROTECT, null=True, related_name="+")
    agrees = models.BooleanField(null=True)
    ruling = models.ForeignKey(Verdict, models.PROTECT, null=True, related_name="+")

    objects = SampleQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["county", "week"], name="sample_county_week"),)
        constraints = (
            models.UniqueConstraint(
                fields=["session", "first_verdict"],
                name="sample_once",
                violation_error_message=_lazy("这一场次已经抽中过。"),
            ),
            models.CheckConstraint(
                condition=Q(verdict__isnull=True, agrees__isnull=True)
                | Q(verdict__isnull=False, agrees__isnull=False),
                name="sample_compared",
                violation_error_message=_lazy("复评之后必须记录与初评是否一致。"),
            ),
        )


class CallBack(models.Model):
    """What somebody other than the provider heard from a beneficiary, or from a village witness."""

    county = models.CharField(max_length=6)
    session = models.ForeignKey("projects.Session", models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        "projects.SessionParticipant", models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=16, choices=CallOutcome.choices)
    happened = models.BooleanField(null=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    said = models.TextField(blank=True)
    witness_name = models.TextField(blank=True)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["session"], name="callback_session"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)),
                name="callback_satisfaction_1_to_5",
                violation_error_message=_lazy("满意度请填 1 到 5。"),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CallOutcome.WITNESS) | ~Q(witness_name=""),
                name="callback_witness_named",
                violation_error_message=_lazy("村里见证请写明见证人姓名。"),
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[CallOutcome.REACHED, CallOutcome.WITNESS])
                | Q(happened__isnull=False),
                name="callback_says_whether_it_happened",
                violation_error_message=_lazy("请记录对方是否说服务做过。"),
            ),
        )


class Appeal(models.Model):
    verdict = models.OneToOneField(Verdict, models.PROTECT, related_name="appeal")
    reason = models.TextField()
    appealed_at = models.DateTimeField()
    appealed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    upheld = models.BooleanField(null=True)
    decision = models.TextField(blank=True)
    outcome = models.ForeignKey(Verdict, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, upheld__isnull=True)
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False, upheld__isnull=False)
                    & ~Q(decision="")
                ),
                name="appeal_decided_with_reason",
                violation_error_message=_lazy("申诉的结论必须有理由、时间和经手人。"),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("appealed_by")),
                name="appeal_not_decided_by_appellant",
                violation_error_message=_lazy("申诉不能由申诉人自己决定。"),
            ),
        )
