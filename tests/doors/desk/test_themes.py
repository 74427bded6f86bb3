"""Themes and series: one starts, others join, lessons are written back."""

from __future__ import annotations

from tests.doors.client import StrictClient
from tests.rooms.projects.conftest import Town
from yimi.rooms.projects.models import Series, Theme, ThemeVariant


def test_one_station_starts_another_joins_and_writes_its_lesson(town: Town) -> None:
    first, second = StrictClient.of(town.cast.station_zhou), StrictClient.of(town.cast.station_head_wu)
    first.post("/desk/themes/new/", {"title": "赶集日义诊", "variant": "在集市口摆摊"})
    theme = Theme.objects.get()
    here = f"/desk/themes/{theme.pk}/"
    assert "响应这个主题" in second.get(here).content.decode()

    second.post(f"{here}join/", {"variant": "送到院坝"})
    second.post(f"{here}lesson/", {"lessons": "院坝里老人更愿意来"})

    page = first.get(here).content.decode()
    assert "在集市口摆摊" in page and "送到院坝" in page and "院坝里老人更愿意来" in page
    assert second.post(f"{here}close/").status_code == 403
    first.post(f"{here}close/")
    assert "结束主题" not in first.get(here).content.decode()


def test_a_title_in_use_is_refused_in_place(town: Town) -> None:
    client = StrictClient.of(town.cast.station_zhou)
    for status in (302, 422):
        assert client.post("/desk/themes/new/", {"title": "赶集日义诊"}).status_code == status


def test_a_series_continues_the_paper_numbers(town: Town) -> None:
    client = StrictClient.of(town.cast.station_zhou)
    given = {"title": "赶集食堂", "micro_type": "MP14", "division": town.cast.xinhua.code, "next_number": 15}

    client.post("/desk/series/new/", given)

    assert Series.objects.get().next_number == 15
    assert "第 15 期" in client.get("/desk/series/").content.decode()


def test_themes_are_for_stations_and_the_county(town: Town) -> None:
    assert StrictClient.of(town.cast.provider_a_manager).get("/desk/themes/").status_code == 403
    assert StrictClient.of(town.cast.business_he).get("/desk/themes/new/").status_code == 403
    StrictClient.of(town.cast.station_zhou).post("/desk/themes/new/", {"title": "赶集日义诊"})
    elsewhere = StrictClient.of(town.cast.stranger)
    assert elsewhere.get(f"/desk/themes/{Theme.objects.get().pk}/").status_code == 404
    assert ThemeVariant.objects.count() == 1
