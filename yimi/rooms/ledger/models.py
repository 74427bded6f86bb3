"""Accounts, postings and their legs. Triggers (triggers.py) make postings immutable and balanced."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.ledger.states import Unit


class Account(models.Model):
    """One balance of one unit. The balance column is written by the database only, from the legs."""

    county = models.CharField(max_length=6)
    unit = models.CharField(max_length=12, choices=Unit.choices)
    code = models.CharField(max_length=64)
    name = models.TextField()
    may_go_negative = models.BooleanField(default=False)
    balance = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "unit", "code"],
                name="ledger_account_code_once",
                violation_error_message=_lazy("这个账户代码已经开过户，请直接使用它。"),
            ),
            models.CheckConstraint(
                condition=Q(may_go_negative=True) | Q(balance__gte=0),
                name="ledger_account_not_negative",
                violation_error_message=_lazy("账户余额不足，这一笔没有记账。请先核对余额，或把金额改小。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Posting(models.Model):
    """One balanced entry. `leg_count` is part of the entry, so no leg can be slipped in afterwards."""

    key = models.CharField(max_length=120, unique=True)
    county = models.CharField(max_length=6)
    unit = models.CharField(max_length=12, choices=Unit.choices)
    memo = models.TextField()
    source = models.TextField()
    digest = models.CharField(max_length=64)
    leg_count = models.PositiveSmallIntegerField()
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    posted_at = models.DateTimeField()
    posted_by = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["county", "-posted_at"], name="ledger_posting_county_at"),
            models.Index(fields=["source"], name="ledger_posting_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(leg_count__gte=2),
                name="ledger_posting_two_legs",
                violation_error_message=_lazy("一笔记账至少要有两条分录，一借一贷。"),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Leg(models.Model):
    """One account's part of a posting; the legs of a posting add up to zero."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="legs")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="legs")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="ledger_leg_not_zero",
                violation_error_message=_lazy("分录金额不能为零。"),
            ),
            models.UniqueConstraint(
                fields=["posting", "account"],
                name="ledger_leg_account_once",
                violation_error_message=_lazy("同一笔记账里一个账户只出现一次，请合并金额。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} @ {self.account_id}"
