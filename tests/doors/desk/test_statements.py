"""The sheet of one provider's quarter, and the one next step for each who reads it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.doors.desk.papers import NEXT_WEEK, asked, get, post, several, words
from tests.rooms.settlement.quarter import APRIL, JANUARY, Books, build_books
from yimi.kernel import clock
from yimi.rooms.network.actions import assign, strike_off
from yimi.rooms.public.models import Notice
from yimi.rooms.settlement.actions import claw_back, confirm_statement
from yimi.rooms.settlement.models import Objection, Statement


@pytest.fixture
def books(db: None) -> Books:
    return build_books()


@pytest.fixture
def frozen(books: Books) -> Statement:
    books.session(price=50000), books.session(price=30000, result="partial", town=books.cast.zhuoshui)
    books.freeze()
    return books.statement()


def at(statement: Statement, step: str = "") -> str:
    return f"/desk/settlement/statements/{statement.pk}/{step}"


def test_the_sheet_has_lines_sums_words_and_places_for_signatures(books: Books, frozen: Statement):
    page = words(get(books.cast.business_he, at(frozen)))
    for said in (
        "黎水镇",
        "濯水镇",
        "部分通过 80%",
        "740.00",
        "柒佰肆拾元整",
        "盖章处",
        "HT-2026-01",
        frozen.number,
    ):
        assert said in page
    assert frozen.digest[:4].upper() in page
    assert all(line.session_number in page for line in frozen.lines.all())


def test_the_chain_is_signed_by_each_in_turn_through_the_page(books: Books, frozen: Statement):
    cast = books.cast
    for who in (
        cast.provider_a_manager,
        cast.station_head_ma,
        cast.station_head_wu,
        cast.business_he,
        cast.finance_qian,
    ):
        assert "确认结算单" in words(get(who, at(frozen)))
        post(who, at(frozen, "confirm/"))
        assert "确认结算单？" not in words(get(who, at(frozen)))
    frozen.refresh_from_db()
    assert frozen.state == "finance_confirmed"
    page = words(get(cast.provider_a_manager, at(frozen)))
    assert all(
        user.display_name in page for user in (cast.station_head_ma, cast.business_he, cast.finance_qian)
    )


def test_only_whose_turn_it_is_sees_a_button(books: Books, frozen: Statement):
    for who in ("business_he", "finance_qian", "leader_tang", "station_head_ma"):
        assert "确认结算单" not in words(get(getattr(books.cast, who), at(frozen)))
    assert post(books.cast.business_he, at(frozen, "confirm/")).status_code == 403


def test_a_station_sees_its_own_lines_marked_and_what_they_come_to(books: Books, frozen: Statement):
    with clock.frozen(JANUARY):
        confirm_statement(statement=frozen, by=books.cast.provider_a_manager)
    page = get(books.cast.station_head_wu, at(frozen))
    assert page.content.decode().count('class="is-own"') == 1
    assert "你确认的是本站的 1 场，240.00 元" in words(page)


def test_nobody_signs_twice_and_the_page_says_why(books: Books, frozen: Statement):
    cast = books.cast
    assign(user=cast.station_head_ma, role="county_business", organisation=cast.bureau,
           starts_on=JANUARY.date() - timedelta(days=30), by=cast.secadmin)  # fmt: skip
    with clock.frozen(JANUARY):
        for who in (cast.provider_a_manager, cast.station_head_ma, cast.station_head_wu):
            confirm_statement(statement=frozen, by=who)
    page = words(get(cast.station_head_ma, at(frozen)))
    assert "你已在这张结算单上签过字" in page
    assert "确认结算单？" not in page


def test_the_provider_objects_with_a_reason_and_business_answers(books: Books, frozen: Statement):
    provider, business = books.cast.provider_a_manager, books.cast.business_he
    assert post(provider, at(frozen, "object/"), {"reason": ""}).status_code == 422
    post(provider, at(frozen, "object/"), {"reason": "第二场应是全额。"})
    assert "第二场应是全额。" in words(get(business, at(frozen)))
    assert "确认结算单？" not in words(get(provider, at(frozen)))
    post(business, at(frozen, "answer/"), {"answer": "评审为部分通过，可到场次申诉。"})
    assert Objection.objects.get().answered_by == business
    page = words(get(provider, at(frozen)))
    assert "评审为部分通过，可到场次申诉。" in page
    assert "确认结算单" in page


def test_a_second_objection_keeps_what_was_typed(books: Books, frozen: Statement):
    provider = books.cast.provider_a_manager
    post(provider, at(frozen, "object/"), {"reason": "第一条"})
    again = post(provider, at(frozen, "object/"), {"reason": "第二条"})
    assert again.status_code == 409


def test_it_is_published_and_paid_after_the_notice_by_another_hand(books: Books, frozen: Statement):
    cast = books.cast
    with clock.frozen(JANUARY):
        for who in (
            cast.provider_a_manager,
            cast.station_head_ma,
            cast.station_head_wu,
            cast.business_he,
            cast.finance_qian,
        ):
            confirm_statement(statement=frozen, by=who)
    post(cast.business_he, at(frozen, "publish/"))
    assert Notice.objects.get().title.endswith("青杠社工服务中心")
    early = words(get(cast.finance_qian, at(frozen)))
    assert "公示到 2027-01-18 结束" in early
    assert "登记付款" not in early
    post(cast.finance_qian, at(frozen, "pay/"), at=NEXT_WEEK)
    frozen.refresh_from_db()
    assert frozen.state == "paid"


def test_a_claw_back_and_its_debt_stand_on_the_next_sheet(books: Books, frozen: Statement):
    with clock.frozen(JANUARY):
        claw_back(
            session=frozen.lines.get(price_fen=50000).session, reason="照片是旧的", by=books.cast.business_he
        )
    books.freeze("2027Q1", APRIL)
    page = words(get(books.cast.provider_a_manager, at(books.statement("2027Q1")), at=APRIL))
    assert "照片是旧的" in page
    assert "转下季欠款" in page


@pytest.mark.parametrize(
    "who", ["provider_b_manager", "provider_a_worker", "village_li", "editor_lin", "stranger", "sysadmin"]
)
def test_a_statement_is_nobody_elses(books: Books, frozen: Statement, who: str):
    user = getattr(books.cast, who)
    assert get(user, at(frozen)).status_code == 404
    assert get(user, at(frozen, "sheet.xlsx")).status_code == 404
    for step in ("confirm/", "object/", "answer/", "publish/", "pay/"):
        assert post(user, at(frozen, step), {"reason": "x", "answer": "x"}).status_code == 404


def test_a_station_opens_only_the_sessions_of_its_own_lines(books: Books, frozen: Statement):
    page = get(books.cast.station_head_wu, at(frozen)).content.decode()
    own = frozen.lines.get(station=books.cast.station_zhuoshui)
    other = frozen.lines.get(station=books.cast.station_lishui)
    assert f"/desk/sessions/{own.session_id}/" in page
    assert f"/desk/sessions/{other.session_id}/" not in page


def test_the_spreadsheet_is_saved_under_the_statements_number(books: Books, frozen: Statement):
    answer = get(books.cast.finance_qian, at(frozen, "sheet.xlsx"))
    assert answer.content[:2] == b"PK"
    assert frozen.number in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_the_sheet_asks_as_often_for_twelve_lines_as_for_two(books: Books, frozen: Statement):
    several(books, 12, date(2027, 3, 1))
    books.freeze("2027Q1", APRIL)
    many = books.statement("2027Q1")
    assert many.line_count == 12
    provider = books.cast.provider_a_manager
    assert asked(provider, at(many), APRIL) == asked(provider, at(frozen), APRIL)


def test_the_county_signs_for_a_struck_off_provider_and_the_reason_stays_on_the_sheet(
    books: Books, frozen: Statement
):
    cast = books.cast
    assert "代机构确认" not in words(get(cast.business_he, at(frozen)))
    with clock.frozen(JANUARY):
        strike_off(organisation=cast.provider_a, reason="两次查实不符", by=cast.business_he)
    assert "代机构确认" in words(get(cast.business_he, at(frozen)))
    assert "代机构确认" not in words(get(cast.station_head_ma, at(frozen)))
    blank = post(cast.business_he, at(frozen, "confirm-instead/"), {"reason": ""})
    assert blank.status_code == 422
    sent = post(cast.business_he, at(frozen, "confirm-instead/"), {"reason": "逐场核对过。"})
    assert sent.status_code == 302
    page = words(get(cast.station_head_ma, at(frozen)))
    assert "代为确认：逐场核对过。" in page and "何知行" in page and "区县代青杠社工服务中心确认" in page
