"""The list behind every figure: its filters, its totals, its spreadsheet."""

from __future__ import annotations

from datetime import date

import pytest

from tests.doors.desk.papers import asked, get, several, words
from tests.rooms.settlement.quarter import Books, build_books

LIST = "/desk/acceptance/"


@pytest.fixture
def books(db: None) -> Books:
    return build_books()


def numbers(books: Books, who: str, query: str) -> set[str]:
    page = words(get(getattr(books.cast, who), f"{LIST}{query}"))
    return {word for word in page.split() if word.startswith("S-500114")}


def test_it_lists_a_period_by_result_station_and_provider_with_totals(books: Books):
    full = books.session(price=50000)
    part = books.session(price=30000, result="partial", town=books.cast.zhuoshui)
    open_still = books.session(result=None, provider=books.cast.provider_b)
    page = words(get(books.cast.business_he, f"{LIST}?submitted=2026Q4"))
    assert "740.00" in page
    assert "服务人次 60" in page
    assert numbers(books, "business_he", "?submitted=2026Q4") == {full.number, part.number, open_still.number}
    assert numbers(books, "business_he", "?submitted=2026Q4&result=accept") == {full.number}
    assert numbers(books, "business_he", "?submitted=2026Q4&result=none") == {open_still.number}
    station = books.cast.station_zhuoshui.pk
    assert numbers(books, "business_he", f"?decided=2026-11&station={station}") == {part.number}
    assert numbers(
        books, "business_he", f"?by=submitted&period=2026-11&provider={books.cast.provider_b.pk}"
    ) == {open_still.number}
    assert numbers(books, "business_he", f"?submitted=2026Q4&town={books.cast.zhuoshui.pk}") == {part.number}
    assert numbers(books, "business_he", "?submitted=2026Q3") == set()


def test_what_is_no_filter_is_left_out_and_what_is_no_period_is_refused(books: Books):
    session = books.session()
    nonsense = "?submitted=2026Q4&station=abc&result=%27&theme=99999999999999999999"
    assert numbers(books, "business_he", nonsense) == {session.number}
    assert get(books.cast.business_he, f"{LIST}?submitted=2026Q9").status_code == 422


def test_everybody_sees_only_what_is_theirs(books: Books):
    ours = books.session()
    theirs = books.session(provider=books.cast.provider_b, town=books.cast.zhuoshui)
    assert numbers(books, "provider_a_manager", "?submitted=2026Q4") == {ours.number}
    assert numbers(books, "station_head_wu", "?submitted=2026Q4") == {theirs.number}
    assert numbers(books, "stranger", "?submitted=2026Q4") == set()


@pytest.mark.parametrize("who", ["village_li", "provider_a_worker", "sysadmin"])
def test_the_list_and_its_spreadsheet_are_closed_to_others(books: Books, who: str):
    assert get(getattr(books.cast, who), LIST).status_code == 403
    assert get(getattr(books.cast, who), f"{LIST}sheet.xlsx").status_code == 403


def test_the_spreadsheet_holds_what_the_page_shows(books: Books):
    import io

    from python_calamine import CalamineWorkbook

    books.session()
    part = books.session(result="partial", town=books.cast.zhuoshui)
    answer = get(books.cast.finance_qian, f"{LIST}sheet.xlsx?submitted=2026Q4&result=partial")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows if str(row[1]).startswith("S-")] == [part.number]


def test_it_asks_as_often_for_twelve_rows_as_for_two(books: Books):
    several(books, 2)
    few = asked(books.cast.business_he, f"{LIST}?submitted=2026Q4")
    several(books, 10, date(2026, 11, 1))
    assert asked(books.cast.business_he, f"{LIST}?submitted=2026Q4") == few
