"""What a posting does, what it refuses, and what the database holds by itself."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from yimi.kernel.action import System
from yimi.kernel.errors import Refusal
from yimi.rooms.ledger.actions import open_account, post, reverse
from yimi.rooms.ledger.models import Account, Leg, Posting
from yimi.rooms.ledger.queries import balance_of, legs_of, recompute

pytestmark = pytest.mark.django_db
BY = System("test")
BOOK = {"county": "500114", "unit": "fen"}


@pytest.fixture(autouse=True)
def accounts() -> None:
    open_account(**BOOK, code="fund", name="财政资金", may_go_negative=True, by=BY)
    open_account(**BOOK, code="wallet", name="钱包", by=BY)
    open_account(**BOOK, code="shop", name="超市", by=BY)


def pay(key: str, amount: int, source: str = "fund", target: str = "wallet") -> Posting:
    return post(
        key=key, **BOOK, memo="拨付", legs=[(source, -amount), (target, amount)], source="test", by=BY
    )


def balances() -> dict[str, int]:
    return dict(Account.objects.values_list("code", "balance"))


def immediately() -> None:
    """What the database checks at commit is checked now: the test itself never commits."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_posting_moves_the_amount_and_the_book_still_adds_up():
    posting = pay("a", 114000)
    immediately()
    assert balances() == {"fund": -114000, "wallet": 114000, "shop": 0}
    assert balance_of(**BOOK, code="wallet") == 114000
    assert [leg.posting_id for leg in legs_of(Account.objects.get(code="wallet"))] == [posting.pk]
    assert recompute() == []


def test_the_same_key_and_content_is_the_same_posting_and_moves_nothing_again():
    assert pay("a", 500).pk == pay("a", 500).pk
    assert balances()["wallet"] == 500
    assert Posting.objects.count() == 1


def test_the_same_key_with_another_amount_is_refused():
    pay("a", 500)
    with pytest.raises(Refusal, match="已用于另一笔账"):
        pay("a", 501)
    assert balances()["wallet"] == 500


def test_a_wallet_cannot_go_below_zero_and_the_refusal_says_so():
    pay("a", 500)
    with pytest.raises(Refusal, match="余额不足"):
        pay("b", 501, "wallet", "shop")
    assert balances() == {"fund": -500, "wallet": 500, "shop": 0}
    assert Posting.objects.filter(key="b").count() == 0


@pytest.mark.parametrize(
    ("legs", "sentence"),
    [
        ([("fund", -5), ("wallet", 6)], "不平"),
        ([("fund", 0), ("wallet", 0)], "不能为零"),
        ([("fund", 5)], "两条分录"),
        ([("fund", -5), ("fund", 5)], "只出现一次"),
        ([("fund", -5), ("nobody", 5)], "没有账户 nobody"),
        ([("fund", -0.5), ("wallet", 0.5)], "必须是整数"),
        ([("fund", -(10**16)), ("wallet", 10**16)], "多打了零"),
    ],
)
def test_legs_that_make_no_sense_are_refused_in_words(legs, sentence):
    with pytest.raises(Refusal, match=sentence):
        post(key="x", **BOOK, memo="", legs=legs, source="test", by=BY)
    assert Posting.objects.count() == 0


def test_an_account_of_another_unit_is_unknown_to_a_posting():
    open_account(county="500114", unit="half_point", code="points", name="积分", by=BY)
    with pytest.raises(Refusal, match="没有账户 points"):
        pay("a", 5, "fund", "points")


def test_a_reversal_restores_every_balance_and_happens_once():
    posting = pay("a", 700)
    first = reverse(posting=posting, reason="记错了对象", by=BY)
    immediately()
    assert balances() == {"fund": 0, "wallet": 0, "shop": 0}
    assert reverse(posting=posting, reason="记错了对象", by=BY).pk == first.pk
    assert posting.reversed_by.pk == first.pk
    with pytest.raises(Refusal, match="本身就是冲销"):
        reverse(posting=first, reason="再来", by=BY)


def test_a_reversal_needs_a_reason_and_the_money_to_be_still_there():
    posting = pay("a", 700)
    with pytest.raises(Refusal, match="写明原因"):
        reverse(posting=posting, reason=" ", by=BY)
    pay("b", 700, "wallet", "shop")
    with pytest.raises(Refusal, match="余额不足"):
        reverse(posting=posting, reason="记错了", by=BY)


def test_opening_an_account_twice_gives_the_one_there_is_unless_its_nature_differs():
    first = open_account(**BOOK, code="wallet", name="别的名字", by=BY)
    assert first.name == "钱包"
    with pytest.raises(Refusal, match="透支规则不同"):
        open_account(**BOOK, code="wallet", name="钱包", may_go_negative=True, by=BY)


FORBIDDEN = [
    "UPDATE ledger_leg SET amount = amount + 1",
    "DELETE FROM ledger_leg",
    "TRUNCATE ledger_leg",
    "UPDATE ledger_posting SET memo = 'x'",
    "DELETE FROM ledger_posting",
    "TRUNCATE ledger_posting CASCADE",
    "UPDATE ledger_account SET balance = balance + 1",
    "UPDATE ledger_account SET unit = 'half_point'",
    "INSERT INTO ledger_account (county, unit, code, name, may_go_negative, balance, opened_at, opened_by)"
    " VALUES ('500114', 'fen', 'rich', 'x', false, 5, '2026-01-01', 'x')",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_book_cannot_be_edited_by_hand(statement):
    pay("a", 500)
    immediately()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert balances()["wallet"] == 500
    assert recompute() == []


def raw_posting(leg_count: int, **legs: int) -> None:
    """A posting written past the action, as a mistaken program would."""
    with transaction.atomic():
        posting = Posting.objects.create(
            key="raw", **BOOK, memo="", source="", digest="", leg_count=leg_count,
            posted_at="2026-10-01T00:00:00Z", posted_by="test",
        )  # fmt: skip
        for code, amount in legs.items():
            Leg.objects.create(posting=posting, account=Account.objects.get(code=code), amount=amount)
        immediately()


@pytest.mark.parametrize(
    ("leg_count", "legs"),
    [
        (2, {"fund": -5, "wallet": 6}),
        (3, {"fund": -5, "wallet": 5}),
        (2, {}),
        (1, {"fund": -5}),
        (2, {"fund": -5, "wallet": 4, "shop": 1}),
    ],
)
def test_the_database_refuses_at_commit_what_does_not_balance(leg_count, legs):
    with pytest.raises(IntegrityError):
        raw_posting(leg_count, **legs)
    assert Posting.objects.count() == 0
    assert balances() == {"fund": 0, "wallet": 0, "shop": 0}


def test_no_leg_can_be_slipped_into_an_old_posting():
    posting = pay("a", 500)
    immediately()
    with pytest.raises(IntegrityError), transaction.atomic():
        Leg.objects.create(posting=posting, account=Account.objects.get(code="shop"), amount=1)
        immediately()


def test_recompute_names_the_account_that_drifted_and_the_posting_that_does_not_add_up():
    pay("a", 500)
    immediately()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # what only the owner can do
        cursor.execute("UPDATE ledger_account SET balance = 501 WHERE code = 'wallet'")
        cursor.execute("UPDATE ledger_leg SET amount = -499 WHERE amount = -500")
        cursor.execute("SET LOCAL session_replication_role = origin")
    found = "".join(recompute())
    assert "账户 wallet：余额 501，分录合计 500" in found
    assert "记账 a：分录之和 1" in found
