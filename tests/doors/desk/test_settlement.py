"""Quarters of the county: what stands in the way, the freeze, and the statements of a closed quarter."""

from __future__ import annotations

from datetime import date

import pytest

from tests.doors.desk.papers import asked, get, post, several, words
from tests.rooms.settlement.quarter import Books, build_books
from yimi.rooms.settlement.models import QuarterClose, Statement

LIST = "/desk/settlement/"


@pytest.fixture
def books(db: None) -> Books:
    return build_books()


def test_business_sees_what_would_be_settled_and_freezes_the_quarter(books: Books):
    several(books, 2)
    page = get(books.cast.business_he, LIST)
    assert "2 场已评审" in words(page)
    assert "冻结以后不能撤销" in words(page)
    answer = post(books.cast.business_he, f"{LIST}2026Q4/freeze/")
    assert answer.status_code == 302
    assert QuarterClose.objects.get().quarter == "2026Q4"


def test_sessions_without_a_verdict_stand_in_the_way_and_are_named(books: Books):
    several(books, 1)
    waiting = books.session(result=None)
    page = get(books.cast.business_he, LIST)
    assert waiting.number in words(page)
    assert "冻结本季度" not in words(page)
    post(books.cast.business_he, f"{LIST}2026Q4/freeze/")
    assert not QuarterClose.objects.exists()


def test_only_business_freezes(books: Books):
    books.session()
    for who in ("finance_qian", "leader_tang", "provider_a_manager", "station_head_ma", "stranger"):
        assert post(getattr(books.cast, who), f"{LIST}2026Q4/freeze/").status_code == 403
    assert "冻结本季度" not in words(get(books.cast.finance_qian, LIST))
    assert not QuarterClose.objects.exists()


def test_a_provider_and_a_station_see_the_statements_that_concern_them(books: Books):
    books.session(), books.session(provider=books.cast.provider_b, town=books.cast.zhuoshui)
    books.freeze()
    mine = words(get(books.cast.provider_a_manager, LIST))
    assert "青杠社工服务中心" in mine
    assert "石榴公益服务中心" not in mine
    theirs = words(get(books.cast.station_head_wu, LIST))
    assert "石榴公益服务中心" in theirs
    assert "青杠社工服务中心" not in theirs


def test_a_closed_quarter_lists_its_statements_with_their_sums(books: Books):
    books.session(price=50000), books.session(price=30000, provider=books.cast.provider_b)
    books.freeze()
    page = words(get(books.cast.finance_qian, f"{LIST}2026Q4/"))
    assert "500.00" in page
    assert "300.00" in page
    assert "800.00" in page


@pytest.mark.parametrize(
    "who", ["provider_a_manager", "station_head_ma", "editor_lin", "stranger", "village_li"]
)
def test_the_whole_quarter_is_the_countys(books: Books, who: str):
    books.session()
    books.freeze()
    assert get(getattr(books.cast, who), f"{LIST}2026Q4/").status_code == 404


@pytest.mark.parametrize("who", ["village_li", "provider_a_worker", "editor_lin", "sysadmin"])
def test_nobody_else_opens_settlement(books: Books, who: str):
    assert get(getattr(books.cast, who), LIST).status_code == 403


def test_the_lists_ask_as_often_for_many_rows_as_for_few(books: Books):
    several(books, 2), several(books, 2, date(2026, 11, 1), result=None)
    few = asked(books.cast.business_he, LIST)
    several(books, 10, date(2026, 10, 12)), several(books, 10, date(2026, 11, 10), result=None)
    assert asked(books.cast.business_he, LIST) == few


def test_a_line_of_today_leads_to_the_statement(books: Books):
    books.session()
    books.freeze()
    page = get(books.cast.provider_a_manager, "/desk/")
    assert f"/desk/settlement/statements/{Statement.objects.get().pk}/" in page.content.decode()
