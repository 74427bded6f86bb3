"""Publish for seven days, then pay into the book, once; take back what was found false."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.rooms.settlement.quarter import APRIL, COUNTY, JANUARY, Books
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.states import Role
from yimi.rooms.ledger.models import Account, Posting
from yimi.rooms.ledger.queries import balance_of, recompute
from yimi.rooms.network.actions import assign, end_assignment
from yimi.rooms.network.models import Assignment
from yimi.rooms.settlement.actions import claw_back, confirm_statement, pay_statement, publish_statement
from yimi.rooms.settlement.models import Statement

AFTER_NOTICE = JANUARY + timedelta(days=8)


@pytest.fixture
def statement(books: Books) -> Statement:
    books.session(45000)
    books.session(30001, "partial", date(2026, 11, 12))
    books.freeze()
    return books.statement()


def pay(books: Books, statement: Statement) -> Statement:
    with clock.frozen(AFTER_NOTICE):
        return pay_statement(statement=statement, by=books.cast.finance_qian)


def test_a_published_statement_is_paid_from_the_fund_through_the_payable_to_the_provider(
    books: Books, statement: Statement
):
    paid = pay(books, books.published(statement))
    provider, fund = books.cast.provider_a.pk, books.programme.fund_source_id
    assert paid.payable_fen == 69000  # 450.00 + 80 % of 300.01, rounded down
    found = {account.code: account.balance for account in Account.objects.filter(county=COUNTY)}
    assert found == {f"fund:{fund}": -69000, f"payable:{provider}": 0, f"paid:{provider}": 69000}
    assert (paid.state, paid.close.state, paid.paid_by) == ("paid", "paid", books.cast.finance_qian)
    assert recompute() == []


def test_paying_twice_pays_once(books: Books, statement: Statement):
    paid = pay(books, books.published(statement))
    with pytest.raises(Stale, match="只支付一次"):
        pay(books, paid)
    assert Posting.objects.count() == 2
    assert balance_of(county=COUNTY, unit="fen", code=f"paid:{books.cast.provider_a.pk}") == 69000


def test_nothing_is_published_before_all_four_have_signed(books: Books, statement: Statement):
    with clock.frozen(JANUARY), pytest.raises(Stale, match="四方都确认"):
        publish_statement(statement=statement, by=books.cast.business_he)


def test_payment_waits_for_the_end_of_the_notice(books: Books, statement: Statement):
    published = books.published(statement)
    assert published.notice_until == date(2027, 1, 18)
    with clock.frozen(JANUARY + timedelta(days=7)), pytest.raises(Refusal, match="公示到 2027-01-18 结束"):
        pay_statement(statement=published, by=books.cast.finance_qian)


@pytest.mark.parametrize("who", ["business_he", "provider_a_manager", "leader_tang", "station_head_ma"])
def test_only_finance_pays(books: Books, statement: Statement, who: str):
    published = books.published(statement)
    with clock.frozen(AFTER_NOTICE), pytest.raises(NotYours):
        pay_statement(statement=published, by=getattr(books.cast, who))


def test_whoever_signed_for_another_party_does_not_pay_even_after_moving_to_finance(
    books: Books, statement: Statement
):
    cast, published = books.cast, books.published(statement)
    with clock.frozen(AFTER_NOTICE):
        end_assignment(
            assignment=Assignment.objects.get(user=cast.business_he), on=JANUARY.date(), by=cast.secadmin
        )
        assign(
            user=cast.business_he, role=Role.COUNTY_FINANCE, organisation=cast.bureau,
            starts_on=AFTER_NOTICE.date(), by=cast.secadmin,
        )  # fmt: skip
        with pytest.raises(NotYours, match="不能支付它"):
            pay_statement(statement=published, by=cast.business_he)


def test_a_statement_with_nothing_to_pay_is_closed_without_a_posting(books: Books):
    books.session(35000, "reject")
    books.freeze()
    assert pay(books, books.published(books.statement())).state == "paid"
    assert Posting.objects.count() == 0


def test_a_claw_back_stops_orders_for_three_months_and_leaves_the_closed_quarter_alone(
    books: Books, statement: Statement
):
    fake = statement.lines.order_by("order")[0].session
    before = statement.digest
    with clock.frozen(JANUARY):
        clawback = claw_back(session=fake, reason="照片为往年活动", by=books.cast.business_he)
    provider = books.cast.provider_a
    provider.refresh_from_db()
    statement.refresh_from_db()
    assert (clawback.fen, statement.digest, statement.clawback_fen) == (45000, before, 0)
    assert (provider.status, provider.suspended_until) == ("suspended", date(2027, 4, 11))


def test_found_false_again_on_another_day_the_provider_leaves_the_register(
    books: Books, statement: Statement
):
    first, second = (line.session for line in statement.lines.order_by("order"))
    with clock.frozen(JANUARY):
        claw_back(session=first, reason="没有开展", by=books.cast.business_he)
    with clock.frozen(JANUARY + timedelta(days=30)):
        claw_back(session=second, reason="没有开展", by=books.cast.business_he)
    books.cast.provider_a.refresh_from_db()
    assert books.cast.provider_a.status == "struck_off"


def test_two_sessions_found_on_one_day_are_one_finding(books: Books, statement: Statement):
    with clock.frozen(JANUARY):
        for line in statement.lines.all():
            claw_back(session=line.session, reason="没有开展", by=books.cast.business_he)
    books.cast.provider_a.refresh_from_db()
    assert books.cast.provider_a.status == "suspended"


def test_what_was_never_settled_or_already_taken_back_is_not_taken_back(books: Books, statement: Statement):
    with clock.frozen(JANUARY):
        unsettled = books.session(day=date(2027, 1, 4))
        with pytest.raises(Refusal, match="还没有结算出金额"):
            claw_back(session=unsettled, reason="没有开展", by=books.cast.business_he)
        session = statement.lines.order_by("order")[0].session
        claw_back(session=session, reason="没有开展", by=books.cast.business_he)
        with pytest.raises(Refusal, match="已经追回过"):
            claw_back(session=session, reason="没有开展", by=books.cast.business_he)
        with pytest.raises(NotYours):
            claw_back(session=session, reason="没有开展", by=books.cast.finance_qian)
        with pytest.raises(Refusal, match="写明查实"):
            claw_back(session=session, reason="", by=books.cast.business_he)


def test_a_quarter_of_claw_backs_alone_makes_a_statement_that_no_station_signs(
    books: Books, statement: Statement
):
    with clock.frozen(JANUARY):
        claw_back(session=statement.lines.first().session, reason="没有开展", by=books.cast.business_he)
    books.freeze("2027Q1", APRIL)
    following = books.statement("2027Q1")
    assert (following.line_count, following.payable_fen) == (0, 0)
    with clock.frozen(APRIL):
        confirm_statement(statement=following, by=books.cast.provider_a_manager)
    following.refresh_from_db()
    assert following.state == "stations_confirmed"
