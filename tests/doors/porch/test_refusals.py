from __future__ import annotations

from types import SimpleNamespace
from typing import cast as typed

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from tests.cast import Cast
from tests.doors.client import StrictClient
from yimi.doors.porch import navigation, refusals
from yimi.doors.porch.middleware import RefusalMiddleware
from yimi.doors.porch.navigation import Place, places_for
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.reach import Hat, Reach


def asked(*, htmx: bool = False) -> HttpRequest:
    request = RequestFactory().get("/desk/x")
    request.htmx = htmx  # type: ignore[attr-defined]
    request.user = SimpleNamespace(is_authenticated=False)  # type: ignore[assignment]
    request.reach = Reach.nothing()  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize(
    ("refusal", "status"), [(Refusal("不行。"), 422), (NotYours("不归你。"), 403), (Stale("晚了一步。"), 409)]
)
def test_a_refusal_is_a_page_with_its_sentence(db: None, refusal: Refusal, status: int) -> None:
    answer = refusals.answer(asked(), refusal)
    assert answer.status_code == status
    assert refusal.message in answer.content.decode()


def test_htmx_gets_a_toast_that_goes_to_the_toasts(db: None) -> None:
    answer = refusals.answer(asked(htmx=True), Stale("晚了一步。"))
    assert answer.status_code == 409
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#toasts", "beforeend")
    assert "<html" not in answer.content.decode() and "晚了一步。" in answer.content.decode()


def test_other_errors_are_not_refusals() -> None:
    assert RefusalMiddleware(typed("object", None)).process_exception(asked(), ValueError()) is None  # type: ignore[arg-type]


def test_missing_pages_speak_chinese(cast: Cast) -> None:
    page = StrictClient().get("/nothing/here")
    assert page.status_code == 404
    assert "没有找到这一页" in page.content.decode()


def test_a_broken_page_asks_the_database_for_nothing() -> None:
    """No database is given to this test, so a query would fail it."""
    answer = refusals.broken(asked())
    assert answer.status_code == 500
    assert "没有留下半截数据" in answer.content.decode()


def test_the_menu_shows_the_places_of_the_asker_s_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_places", [])
    navigation.offer(
        [
            Place("公示墙", "portal:home", "photo"),
            Place("清单", "portal:services", "list-details", roles=frozenset({"county_reviewer"})),
            Place("以后", "desk:not-yet", "photo"),
        ]
    )
    village = Reach(1, (Hat("village_member", 1, "village_committee", "500114109203", "500114"),))
    county = Reach(2, (Hat("county_reviewer", 2, "bureau", "500114", "500114"),))
    request = RequestFactory().get("/services/order/")
    assert [place.label for place in places_for(request, village)] == ["公示墙"]
    assert [(place.label, place.here) for place in places_for(request, county)] == [
        ("公示墙", False),
        ("清单", True),
    ]
    assert places_for(request, Reach.nothing()) == []


def test_a_breakdown_in_a_part_of_a_page_is_a_toast() -> None:
    part = refusals.broken(RequestFactory().get("/desk/x", headers={"HX-Request": "true"}))
    assert (part.status_code, part["HX-Retarget"]) == (500, "#toasts")
    assert "<html" not in part.content.decode() and "没有留下半截数据" in part.content.decode()
    assert "<html" in refusals.broken(RequestFactory().get("/desk/x")).content.decode()


def test_a_visitor_is_not_told_of_areas_of_duty(cast: Cast) -> None:
    public = StrictClient().get("/wall/nothing000/").content.decode()
    desk = StrictClient.of(cast.village_li).get("/desk/requests/999999/").content.decode()
    assert "网址不对" in public and "辖区" not in public
    assert "辖区" in desk and 'href="/desk/"' in desk and "我的设置" not in desk


def test_a_page_belongs_to_one_place_or_to_none_and_never_to_the_first_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(navigation, "_places", [])
    navigation.offer(
        [Place("今日", "desk:today", "sun"), Place("个案", "desk:cases", "folder", also=("/desk/papers/",))]
    )
    someone = Reach(1, (Hat("station_worker", 1, "station", "500114109", "500114"),))
    for path, here in (("/desk/", ["今日"]), ("/desk/papers/7/print/", ["个案"]), ("/desk/elsewhere/", [])):
        shown = places_for(RequestFactory().get(path), someone)
        assert [place.label for place in shown if place.here] == here
