"""Balances, statements of an account, and the proof that the book is whole."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.rooms.ledger.models import Account, Leg

DRIFT = """
SELECT account.county, account.code, account.balance, coalesce(sum(leg.amount), 0)
  FROM ledger_account account LEFT JOIN ledger_leg leg ON leg.account_id = account.id
 GROUP BY account.id HAVING account.balance <> coalesce(sum(leg.amount), 0) ORDER BY account.id
"""
UNBALANCED = """
SELECT posting.key, coalesce(sum(leg.amount), 0), count(leg.id), posting.leg_count
  FROM ledger_posting posting LEFT JOIN ledger_leg leg ON leg.posting_id = posting.id
 GROUP BY posting.id HAVING coalesce(sum(leg.amount), 0) <> 0 OR count(leg.id) <> posting.leg_count
 ORDER BY posting.id
"""


def balance_of(*, county: str, unit: str, code: str) -> int:
    """The balance of one account in its unit: one indexed row, however many legs it has."""
    balance = (
        Account.objects.filter(county=county, unit=unit, code=code).values_list("balance", flat=True).first()
    )
    if balance is None:
        raise Refusal(_("账本里没有账户 %(code)s，请先开户。") % {"code": code})
    return balance


def legs_of(account: Account) -> QuerySet[Leg]:
    """The movements of an account, newest first."""
    return Leg.objects.filter(account=account).select_related("posting").order_by("-id")


def recompute() -> list[str]:
    """Sentences for every balance that is not the sum of its legs and every posting that does not add up."""
    with connection.cursor() as cursor:
        cursor.execute(DRIFT)
        drift: list[Any] = cursor.fetchall()
        cursor.execute(UNBALANCED)
        unbalanced: list[Any] = cursor.fetchall()
    found = [
        _("%(county)s 账户 %(code)s：余额 %(balance)s，分录合计 %(legs)s。")
        % {"county": county, "code": code, "balance": balance, "legs": legs}
        for county, code, balance, legs in drift
    ]
    found += [
        _("记账 %(key)s：分录之和 %(sum)s（应为 0），分录 %(count)s 条（应为 %(expected)s 条）。")
        % {"key": key, "sum": total, "count": count, "expected": expected}
        for key, total, count, expected in unbalanced
    ]
    return found
