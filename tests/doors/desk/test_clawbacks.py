"""Taking money back: who may, what the page says will follow, and where it is listed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.doors.desk.papers import asked, get, post, several, words
from tests.rooms.settlement.quarter import JANUARY, Books, build_books
from yimi.kernel import clock
from yimi.rooms.settlement.actions import claw_back
from yimi.rooms.settlement.models import Clawback

LIST, NEW = "/desk/clawbacks/", "/desk/clawbacks/new/"


@pytest.fixture
def books(db: None) -> Books:
    return build_books()


def test_business_takes_back_a_settled_session_by_its_last_digits(books: Books):
    session = books.session()
    books.freeze()
    page = words(get(books.cast.business_he, NEW))
    assert "按 100% 追回" in page
    assert "3 个月内不能承接新单" in page
    assert "累计 2 次，移出承接名录" in page
    post(books.cast.business_he, NEW, {"number": session.number[-6:], "reason": "照片是旧的"})
    assert Clawback.objects.get().session == session
    assert session.number in words(get(books.cast.business_he, LIST))


def test_an_unknown_number_and_an_unsettled_session_are_said_beside_the_field(books: Books):
    session = books.session()
    answer = post(books.cast.business_he, NEW, {"number": "S-500114-26Q4-999999", "reason": "x"})
    assert answer.status_code == 422
    assert "没有这个编号的场次" in words(answer)
    answer = post(books.cast.business_he, NEW, {"number": session.number, "reason": "照片是旧的"})
    assert answer.status_code == 422
    assert "还没有结算出金额" in words(answer)
    assert "照片是旧的" in answer.content.decode()


@pytest.mark.parametrize(
    "who", ["finance_qian", "leader_tang", "provider_a_manager", "station_head_ma", "stranger"]
)
def test_nobody_else_takes_money_back(books: Books, who: str):
    session = books.session()
    books.freeze()
    assert get(getattr(books.cast, who), NEW).status_code == 403
    assert post(getattr(books.cast, who), NEW, {"number": session.number, "reason": "x"}).status_code == 403
    assert not Clawback.objects.exists()


def test_a_provider_sees_its_own_only_and_a_station_none(books: Books):
    ours = books.session()
    theirs = books.session(provider=books.cast.provider_b)
    books.freeze()
    with clock.frozen(JANUARY):
        for session in (ours, theirs):
            claw_back(session=session, reason="照片是旧的", by=books.cast.business_he)
    page = words(get(books.cast.provider_a_manager, LIST))
    assert ours.number in page
    assert theirs.number not in page
    assert get(books.cast.station_head_ma, LIST).status_code == 403


def test_the_list_asks_as_often_for_many_rows_as_for_few(books: Books):
    sessions = several(books, 12)
    books.freeze()
    business = books.cast.business_he
    with clock.frozen(JANUARY + timedelta(hours=1)):
        for session in sessions[:2]:
            claw_back(session=session, reason="照片是旧的", by=business)
    few = asked(business, LIST, JANUARY + timedelta(hours=1))
    with clock.frozen(JANUARY + timedelta(hours=1)):
        for session in sessions[2:]:
            claw_back(session=session, reason="照片是旧的", by=business)
    assert asked(business, LIST, JANUARY + timedelta(hours=1)) == few
