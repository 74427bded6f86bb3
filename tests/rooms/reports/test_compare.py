"""Stations, themes and fields side by side, and the acceptance list."""

from __future__ import annotations

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from tests.rooms.reports.test_bulletin import call, send_back
from tests.rooms.settlement.quarter import COUNTY, Books
from yimi.kernel import clock
from yimi.kernel.periods import Month, Quarter
from yimi.rooms.network.queries import reach
from yimi.rooms.people.models import Person, PersonCategory
from yimi.rooms.projects.models import SessionParticipant, Theme, ThemeVariant
from yimi.rooms.reports.queries import acceptance_list_xlsx, compare_stations, compare_theme, coverage

Q4 = Quarter(2026, 4)


@pytest.fixture
def quarter(books: Books) -> Books:
    first = books.session(50000, "accept", date(2026, 11, 3))
    books.session(50000, "partial", date(2026, 11, 4), village=books.cast.changping)
    sent_back = books.session(50000, "accept", date(2026, 11, 5))
    send_back(books, books.session(50000, None, date(2026, 11, 6)), "text_too_thin")
    books.session(50000, "accept", date(2026, 11, 7), town=books.cast.zhuoshui)
    call(books, first, 5)
    call(books, sent_back, 4)
    return books


def test_stations_stand_in_order_of_name_with_their_samples(quarter: Books):
    rows = compare_stations(reach(quarter.cast.station_head_wu), Q4)
    assert [row.name for row in rows] == ["濯水镇社会工作服务站", "黎水镇社会工作服务站"]
    lishui = rows[1]
    assert (lishui.submitted, lishui.accepted, lishui.people, lishui.fen) == (4, 3, 60, 140000)
    assert (lishui.returned, lishui.return_rate) == (1, 25)
    assert (lishui.satisfaction, lishui.satisfaction_n) == (45, 2)
    assert lishui.villages_reached == 2
    assert lishui.villages > 2
    assert rows[0].satisfaction is None


def test_the_comparison_has_no_word_about_staff(quarter: Books):
    rows = compare_stations(reach(quarter.cast.business_he), Q4)
    assert not [field for field in vars(rows[0]) if "staff" in field or "worker" in field or "rank" in field]


def test_a_stranger_compares_their_own_county_only(quarter: Books):
    assert {row.name for row in compare_stations(reach(quarter.cast.stranger), Q4)} == {
        "锦官驿街道社会工作服务站"
    }


def test_the_number_of_queries_is_constant(quarter: Books, django_assert_max_num_queries):
    for day in range(10, 28):
        quarter.session(day=date(2026, 11, day))
    hands = reach(quarter.cast.business_he)
    with django_assert_max_num_queries(9):
        compare_stations(hands, Q4)
    with django_assert_max_num_queries(8):
        coverage(hands, Q4)


def test_a_theme_shows_each_stations_variant_results_and_lessons(quarter: Books):
    cast, now = quarter.cast, clock.now()
    theme = Theme.objects.create(
        county=COUNTY,
        title="清凉一夏",
        started_by_station=cast.station_lishui,
        started_at=now,
        started_by="t",
    )
    for station, variant in ((cast.station_lishui, "院坝讲"), (cast.station_zhuoshui, "入户讲")):
        ThemeVariant.objects.create(
            theme=theme, station=station, variant=variant, joined_at=now, joined_by="t", lessons="早点通知"
            if variant == "院坝讲" else "", lessons_at=now if variant == "院坝讲" else None,
            lessons_by="t" if variant == "院坝讲" else None,
        )  # fmt: skip
    done = quarter.session(day=date(2026, 11, 20), theme=theme)
    call(quarter, done, 5)
    rows = compare_theme(theme)
    assert [(row.variant, row.accepted, row.satisfaction, row.lessons) for row in rows] == [
        ("入户讲", 0, None, ""), ("院坝讲", 1, 50, "早点通知"),
    ]  # fmt: skip


def test_coverage_counts_sessions_by_field_people_by_group_and_villages_reached(quarter: Books):
    session = quarter.session(day=date(2026, 11, 21))
    for name, came in (("王桂兰", True), ("王桂英", False)):
        person = Person.objects.create(
            name=name, birth_date=date(1946, 5, 1), division=quarter.cast.xinhua, county=COUNTY
        )
        PersonCategory.objects.create(
            person=person, category="lives_alone", valid_from=date(2026, 1, 1), source="摸底"
        )
        SessionParticipant.objects.create(session=session, person=person, label="王*兰", attended=came)
    found = coverage(reach(quarter.cast.business_he), Q4)
    lishui = next(town for town in found.towns if town.name == "黎水镇")
    assert (lishui.sessions, lishui.villages_reached, lishui.groups) == (4, 2, {"lives_alone": 1})
    assert found.groups == [("lives_alone", "独居")]
    assert [town for town in found.towns if not town.sessions], "towns nobody reached are rows too"
    assert len(found.towns) == 30


def rows_of(data: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_the_acceptance_list_has_every_submitted_session_with_codes_as_text(quarter: Books):
    rows = rows_of(acceptance_list_xlsx(reach(quarter.cast.business_he), Month(2026, 11)))
    body = [row for row in rows if str(row[1]).startswith("S-")]
    assert len(body) == 5
    assert {row[3] for row in body} == {"MP15"}
    assert sorted(str(row[12]) for row in body) == ["待评审", "通过", "通过", "通过", "部分通过"]
    assert sum(row[14] for row in body if row[14] != "") == 1900.0
    assert {row[13] for row in body} == {"陈明理", ""}


def test_a_provider_exports_its_own_sessions_without_the_reviewers_name(quarter: Books):
    quarter.session(day=date(2026, 11, 25), provider=quarter.cast.provider_b)
    rows = rows_of(acceptance_list_xlsx(reach(quarter.cast.provider_b_manager), Month(2026, 11)))
    body = [row for row in rows if str(row[1]).startswith("S-")]
    assert [(row[5], row[13]) for row in body] == [("石榴公益服务中心", "")]


def test_a_stranger_exports_an_empty_list(quarter: Books):
    rows = rows_of(acceptance_list_xlsx(reach(quarter.cast.stranger), Month(2026, 11)))
    assert not [row for row in rows if str(row[1]).startswith("S-")]
