"""Stations and themes side by side: by name, with samples, without a ranking and without anybody's name."""

from __future__ import annotations

from datetime import date

import pytest

from tests.doors.desk.papers import asked, get, several, words
from tests.rooms.settlement.quarter import JANUARY, Books, build_books
from yimi.rooms.projects.models import Theme, ThemeVariant

PAGE = "/desk/comparison/?quarter=2026Q4"


@pytest.fixture
def books(db: None) -> Books:
    return build_books()


def test_stations_stand_by_name_with_links_to_their_sessions(books: Books):
    several(books, 2), several(books, 3, town=books.cast.zhuoshui)
    page = get(books.cast.leader_tang, PAGE)
    said = words(page)
    assert "不排名" in said
    assert said.index("濯水镇社会工作服务站") < said.index("黎水镇社会工作服务站")
    assert f"submitted=2026Q4&amp;station={books.cast.station_lishui.pk}" in page.content.decode()
    assert books.cast.station_head_ma.display_name not in said


def test_towns_nobody_reached_are_named(books: Books):
    several(books, 1)
    said = words(get(books.cast.leader_tang, PAGE))
    assert "一场也没有到的乡镇" in said
    assert "濯水镇" in said


def test_a_theme_shows_each_stations_way_and_its_lessons(books: Books):
    theme = Theme.objects.create(county="500114", title="家和万事兴", started_by_station=books.cast.station_lishui,
                                 started_at=JANUARY, started_by="test")  # fmt: skip
    for house, way in ((books.cast.station_lishui, "院坝会"), (books.cast.station_zhuoshui, "进校园")):
        ThemeVariant.objects.create(
            theme=theme, station=house, variant=way, joined_at=JANUARY, joined_by="test"
        )
    several(books, 2, theme=theme)
    said = words(get(books.cast.station_head_ma, f"/desk/comparison/?theme={theme.pk}"))
    assert "院坝会" in said
    assert "进校园" in said
    assert get(books.cast.stranger, f"/desk/comparison/?theme={theme.pk}").status_code == 404


@pytest.mark.parametrize("who", ["provider_a_manager", "village_li", "sysadmin"])
def test_it_is_for_stations_and_the_county(books: Books, who: str):
    assert get(getattr(books.cast, who), PAGE).status_code == 403


def test_a_stranger_sees_nothing_of_this_county(books: Books):
    several(books, 2)
    assert "黎水镇社会工作服务站" not in words(get(books.cast.stranger, PAGE))


def test_it_asks_as_often_for_many_sessions_as_for_few(books: Books):
    several(books, 2)
    few = asked(books.cast.leader_tang, PAGE)
    several(books, 10, date(2026, 11, 1))
    assert asked(books.cast.leader_tang, PAGE) == few
