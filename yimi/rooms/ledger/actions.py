"""The only writers of the book: open an account, post, reverse."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal
from yimi.rooms.ledger import rules
from yimi.rooms.ledger.models import Account, Leg, Posting


@action
def open_account(
    *, county: str, unit: str, code: str, name: str, may_go_negative: bool = False, by: Actor
) -> Account:
    """An empty account; opening the same code again gives the account that exists.

    Raises Refusal when the existing account differs in whether it may go negative (law 5).
    """
    account, opened = Account.objects.get_or_create(
        county=county,
        unit=unit,
        code=code,
        defaults={
            "name": name,
            "may_go_negative": may_go_negative,
            "opened_at": clock.now(),
            "opened_by": by.audit_name,
        },
    )
    if not opened and account.may_go_negative != may_go_negative:
        raise Refusal(_("账户 %(code)s 已开户，但透支规则不同，不能混用。") % {"code": code})
    return account


@action
def post(
    *,
    key: str,
    county: str,
    unit: str,
    memo: str,
    legs: Sequence[tuple[str, int]],
    source: str,
    by: Actor,
) -> Posting:
    """One balanced entry of integers in `unit` (fen, half-points); amounts add up to zero (law 5, decision 19).

    Idempotent by `key`: the same content again gives the same posting. Raises Refusal for another content
    under a used key, for legs that do not balance, for an unknown account, and for a balance that would
    fall below zero where it must not. Within one transaction post to accounts in a steady order.
    """
    return _post(key=key, county=county, unit=unit, memo=memo, legs=legs, source=source, by=by, reverses=None)


@action
def reverse(*, posting: Posting, reason: str, by: Actor) -> Posting:
    """The counter-entry of a posting: every leg with its sign turned. A posting is reversed at most once."""
    if not reason.strip():
        raise Refusal(_("冲销要写明原因。"), field="reason")
    if posting.reverses_id is not None:
        raise Refusal(_("这一笔本身就是冲销，请另记一笔新账。"))
    legs = [(leg.account.code, -leg.amount) for leg in posting.legs.select_related("account")]
    return _post(
        key=rules.reversal_key(posting.key),
        county=posting.county,
        unit=posting.unit,
        memo=reason,
        legs=legs,
        source=posting.source,
        by=by,
        reverses=posting,
    )


def _post(
    *,
    key: str,
    county: str,
    unit: str,
    memo: str,
    legs: Sequence[tuple[str, int]],
    source: str,
    by: Actor,
    reverses: Posting | None,
) -> Posting:
    faults = rules.faults(legs)
    if faults:
        raise Refusal("".join(faults))
    digest = rules.digest_of(county=county, unit=unit, memo=memo, source=source, legs=legs)
    posting = Posting(
        key=key, county=county, unit=unit, memo=memo, source=source, digest=digest, leg_count=len(legs)
    )
    posting.reverses_id = reverses.pk if reverses else None
    posting.posted_at, posting.posted_by = clock.now(), by.audit_name
    earlier = Posting.objects.filter(key=key).first() or _insert_or_find(posting)
    if earlier is not None:
        if earlier.digest != digest:
            raise Refusal(_("记账编号 %(key)s 已用于另一笔账，这一笔没有记账。") % {"key": key})
        note(repeated=True)
        return earlier
    accounts = _accounts(county, unit, [code for code, _amount in legs])
    Leg.objects.bulk_create(
        [
            Leg(posting=posting, account_id=accounts[code], amount=amount)
            for code, amount in sorted(legs, key=lambda leg: accounts[leg[0]])
        ]
    )
    return posting


def _insert_or_find(posting: Posting) -> Posting | None:
    """Insert under the unique key. A competitor's uncommitted insert is waited for: exactly one wins."""
    try:
        with transaction.atomic():
            posting.save(force_insert=True)
    except IntegrityError:
        return Posting.objects.get(key=posting.key)
    return None


def _accounts(county: str, unit: str, codes: list[str]) -> dict[str, int]:
    found = dict(Account.objects.filter(county=county, unit=unit, code__in=codes).values_list("code", "pk"))
    missing = sorted(set(codes) - set(found))
    if missing:
        raise Refusal(_("账本里没有账户 %(code)s，请先开户。") % {"code": "、".join(missing)})
    return found
