"""Closing a quarter: what is settled, carried over, refused, and that nothing moves afterwards."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tests.rooms.settlement.quarter import APRIL, COUNTY, JANUARY, SHANGHAI, Books
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal
from yimi.rooms.settlement.actions import claw_back, freeze_quarter
from yimi.rooms.settlement.models import QuarterClose, Statement, StatementLine


def lines_of(statement: Statement) -> list[tuple[int, int, bool]]:
    return list(statement.lines.order_by("order").values_list("amount_fen", "offset_fen", "carried"))


def test_the_first_vector_of_d8_on_real_rows(books: Books):
    for day, (price, result) in enumerate(
        [(50000, "accept"), (30000, "partial"), (35000, "reject"), (40000, "accept")], start=9
    ):
        books.session(price, result, date(2026, 11, day))
    books.freeze()
    statement = books.statement()
    assert lines_of(statement) == [(50000, 0, False), (24000, 0, False), (0, 0, False), (40000, 0, False)]
    assert (statement.gross_fen, statement.payable_fen, statement.carried_fen) == (114000, 114000, 0)
    assert statement.number == "ST-500114-26Q4-001"


def test_the_second_vector_of_d8_the_fifth_session_is_carried_and_paid_first_next_quarter(books: Books):
    books.allotment(books.cast.lishui, "2026Q4", cash_fen=200000)
    for day in range(9, 14):
        books.session(50000, "accept", date(2026, 11, day))
    books.freeze()
    assert (books.statement().payable_fen, books.statement().carried_fen) == (200000, 50000)
    books.session(30000, "accept", date(2027, 1, 5))
    books.freeze("2027Q1", APRIL)
    following = books.statement("2027Q1")
    assert lines_of(following) == [(50000, 0, False), (30000, 0, False)]
    assert [line.carried_from for line in following.lines.order_by("order")] == ["2026Q4", ""]
    assert following.payable_fen == 80000


def test_the_third_vector_of_d8_a_claw_back_is_deducted_next_quarter(books: Books):
    fake = books.session(45000, "accept", date(2026, 11, 9))
    books.freeze()
    with clock.frozen(JANUARY):
        claw_back(session=fake, reason="照片为往年活动", by=books.cast.business_he)
    books.session(45000, "accept", date(2027, 2, 1))
    books.session(45000, "accept", date(2027, 2, 2))
    books.freeze("2027Q1", APRIL)
    following = books.statement("2027Q1")
    assert (following.gross_fen, following.clawback_fen, following.offset_fen) == (90000, 45000, 45000)
    assert (following.payable_fen, following.debt_out_fen) == (45000, 0)


def test_a_claw_back_above_the_amount_is_a_debt_carried_on_and_the_payment_is_zero(books: Books):
    fake = books.session(50000, "accept", date(2026, 11, 9))
    books.freeze()
    with clock.frozen(JANUARY):
        claw_back(session=fake, reason="没有开展", by=books.cast.business_he)
    books.session(30000, "accept", date(2027, 2, 1))
    books.freeze("2027Q1", APRIL)
    assert (books.statement("2027Q1").payable_fen, books.statement("2027Q1").debt_out_fen) == (0, 20000)
    books.session(30000, "accept", date(2027, 5, 1), submitted=datetime(2027, 5, 1, 18, tzinfo=SHANGHAI))
    books.freeze("2027Q2", datetime(2027, 7, 8, 9, tzinfo=SHANGHAI))
    last = books.statement("2027Q2")
    assert (last.debt_in_fen, last.offset_fen, last.payable_fen, last.debt_out_fen) == (
        20000,
        20000,
        10000,
        0,
    )


def test_a_short_contract_balance_carries_whole_sessions_over(books: Books):
    books.contract.ceiling_fen = 120000
    books.contract.save(update_fields=["ceiling_fen"])
    for day in range(9, 13):
        books.session(50000, "accept", date(2026, 11, day))
    books.freeze()
    assert (books.statement().payable_fen, books.statement().carried_fen) == (100000, 100000)
    books.freeze("2027Q1", APRIL)
    assert books.statement("2027Q1").payable_fen == 0  # twenty thousand are left, no whole session fits


def test_two_providers_share_a_towns_cash_by_date_and_each_gets_its_own_statement(books: Books):
    books.allotment(books.cast.lishui, "2026Q4", cash_fen=100000)
    books.session(50000, "accept", date(2026, 11, 10))
    books.session(50000, "accept", date(2026, 11, 9), provider=books.cast.provider_b)
    books.session(50000, "accept", date(2026, 11, 11))
    books.session(50000, "accept", date(2026, 11, 12), town=books.cast.zhuoshui)
    close = books.freeze()
    assert close.statements.count() == 2
    assert books.statement(provider=books.cast.provider_b).payable_fen == 50000
    assert (books.statement().payable_fen, books.statement().carried_fen) == (100000, 50000)


def test_a_quarter_that_is_not_over_cannot_be_closed(books: Books):
    with pytest.raises(Refusal, match="2026-12-31 才结束"):
        books.freeze(at=datetime(2026, 12, 31, 23, tzinfo=SHANGHAI))


def test_unreviewed_sessions_are_named_and_nothing_is_frozen(books: Books):
    books.session()
    waiting = books.session(result=None, day=date(2026, 11, 12))
    with pytest.raises(Refusal, match=waiting.number):
        books.freeze()
    assert (QuarterClose.objects.count(), Statement.objects.count()) == (0, 0)


def test_a_session_handed_in_after_the_quarter_goes_to_the_next_one(books: Books):
    books.session(day=date(2026, 11, 9))
    late = books.session(day=date(2026, 12, 31), submitted=datetime(2027, 1, 1, 0, 0, tzinfo=SHANGHAI))
    books.freeze()
    assert late.number not in books.statement().lines.values_list("session_number", flat=True)
    books.freeze("2027Q1", APRIL)
    assert list(books.statement("2027Q1").lines.values_list("session_number", flat=True)) == [late.number]


def test_an_appeal_upheld_after_the_close_is_settled_by_the_difference(books: Books):
    session = books.session(50000, "partial")
    books.freeze()
    books.decide(session, "accept", kind="appeal")
    books.freeze("2027Q1", APRIL)
    line = books.statement("2027Q1").lines.get()
    assert (line.percent, line.settled_before_fen, line.amount_fen) == (100, 40000, 10000)


def test_closing_twice_gives_the_same_close(books: Books):
    books.session()
    assert books.freeze().pk == books.freeze().pk
    assert Statement.objects.count() == 1


def test_an_earlier_quarter_cannot_be_closed_after_a_later_one(books: Books):
    books.freeze("2027Q1", APRIL)
    with pytest.raises(Refusal, match="不能再补封更早的季度"):
        books.freeze("2026Q4", APRIL)


@pytest.mark.parametrize(
    "who", ["finance_qian", "reviewer_chen", "provider_a_manager", "stranger", "sysadmin"]
)
def test_only_county_business_closes_a_quarter(books: Books, who: str):
    with clock.frozen(JANUARY), pytest.raises(NotYours):
        freeze_quarter(county=COUNTY, quarter="2026Q4", by=getattr(books.cast, who))


def test_a_failure_in_the_middle_leaves_nothing_behind_and_the_retry_succeeds(books: Books, monkeypatch):
    books.session()
    books.session(provider=books.cast.provider_b, day=date(2026, 11, 11))
    from yimi.rooms.settlement.actions import freeze

    plain, calls = freeze.sign, []

    def power_cut(digest: str, seed: bytes) -> str:
        calls.append(digest)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return plain(digest, seed)

    monkeypatch.setattr(freeze, "sign", power_cut)
    with pytest.raises(RuntimeError):
        books.freeze()
    assert (QuarterClose.objects.count(), Statement.objects.count(), StatementLine.objects.count()) == (
        0,
        0,
        0,
    )
    monkeypatch.undo()
    assert books.freeze().statements.count() == 2


FORBIDDEN = [
    "UPDATE settlement_statement SET payable_fen = payable_fen + 1, gross_fen = gross_fen + 1",
    "UPDATE settlement_statement SET content = '{}'",
    "DELETE FROM settlement_statement",
    "UPDATE settlement_statementline SET amount_fen = amount_fen + 1",
    "UPDATE settlement_statementline SET place = 'x'",
    "DELETE FROM settlement_statementline",
    "TRUNCATE settlement_statementline",
    "UPDATE settlement_quarterclose SET sessions = 0",
    "DELETE FROM settlement_quarterclose",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_a_closed_quarter_cannot_be_edited_by_hand(books: Books, statement: str):
    books.session()
    books.freeze()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


def test_no_line_can_be_added_to_a_frozen_statement(books: Books):
    books.session()
    books.freeze()
    line = StatementLine.objects.get()
    other = books.session(day=date(2026, 11, 20))
    line.pk, line.session, line.order, line.settled_before_fen = None, other, 2, 0
    with pytest.raises(DatabaseError), transaction.atomic():
        line.save(force_insert=True)


def test_the_same_session_is_never_paid_by_two_statements(books: Books):
    session = books.session()
    books.freeze()
    books.session(day=date(2027, 1, 20))
    books.freeze("2027Q1", APRIL)
    line = StatementLine.objects.get(session=session)
    line.pk, line.statement = None, books.statement("2027Q1")
    with pytest.raises(DatabaseError), transaction.atomic():
        line.save(force_insert=True)


def test_the_number_of_queries_does_not_grow_with_the_sessions(books: Books, django_assert_max_num_queries):
    for day in range(1, 29):
        books.session(day=date(2026, 11, day))
        books.session(day=date(2026, 12, day), town=books.cast.zhuoshui)
    with django_assert_max_num_queries(45):
        books.freeze()
    assert books.statement().line_count == 56
