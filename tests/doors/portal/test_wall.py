from __future__ import annotations

import pytest
from django.test.utils import CaptureQueriesContext

from tests.cast import BY, Cast
from tests.doors.client import StrictClient
from tests.doors.portal.conftest import Hang
from yimi.rooms.public import actions


def test_an_empty_wall_says_what_will_hang_there(county: Cast) -> None:
    page = StrictClient().get("/")
    assert page.status_code == 200
    assert "第一场服务验收后，会挂在这里" in page.content.decode()


def test_reading_sets_no_cookie_and_may_be_cached(hang: Hang) -> None:
    entry = hang(clip=True)
    for path in ("/", f"/wall/{entry.slug}/", "/services/", "/notices/"):
        page = StrictClient().get(path)
        assert page.cookies == {}
        assert "public" in page.headers["Cache-Control"]
        assert "Cookie" in page.headers["Vary"]


def test_the_newest_session_comes_first_and_the_next_page_goes_on(hang: Hang) -> None:
    for number in range(26):
        hang(number, photos=1)
    first = StrictClient().get("/")
    assert [each.title for each in first.context["entries"]] == [f"院坝理发 {n}" for n in range(24)]
    second = StrictClient().get("/", {"after": first.context["after"]})
    assert [each.title for each in second.context["entries"]] == ["院坝理发 24", "院坝理发 25"]
    assert second.context["after"] == ""


def test_a_filter_shows_only_that_town_and_keeps_it_in_the_pager(hang: Hang) -> None:
    hang(1)
    hang(2, place="濯水镇 蒲花社区")
    page = StrictClient().get("/", {"town": "濯水镇"})
    assert [each.place for each in page.context["entries"]] == ["濯水镇 蒲花社区"]


@pytest.mark.parametrize(
    "query", ["?month=2026-99", "?after=x.y", "?town=%00", "?type='--", "?after=99999999999"]
)
def test_a_broken_address_still_shows_the_wall(hang: Hang, query: str) -> None:
    hang()
    assert StrictClient().get(f"/{query}").status_code == 200


def test_an_entry_shows_photos_words_and_a_clip_that_waits_to_be_played(hang: Hang) -> None:
    html = StrictClient().get(f"/wall/{hang(clip=True, words='剪得好。').slug}/").content.decode()
    assert html.count("<img") == 3  # two photos and the mark in the head
    assert "剪得好。" in html
    assert (
        "<video controls" in html
        and "autoplay" not in html
        and 'preload="none"' in html
        and "poster=" in html
    )


def test_a_withdrawn_entry_is_gone_with_its_pictures(hang: Hang) -> None:
    entry = hang()
    shown = entry.pictures.get(order=0)
    assert StrictClient().get(f"/wall/pictures/{shown.pk}").status_code == 200
    actions.withdraw_entry(slug=entry.slug, reason="本人要求", by=BY)
    assert StrictClient().get(f"/wall/{entry.slug}/").status_code == 404
    assert StrictClient().get(f"/wall/pictures/{shown.pk}").status_code == 404
    assert entry.title not in StrictClient().get("/").content.decode()


def test_a_clip_can_be_sought_in(hang: Hang) -> None:
    clip = hang(clip=True).pictures.get(kind="clip")
    part = StrictClient().get(f"/wall/pictures/{clip.pk}", headers={"Range": "bytes=4-7"})
    assert part.status_code == 206
    assert b"".join(part.streaming_content) == b"ftyp"  # type: ignore[arg-type]
    assert part.headers["Content-Range"] == "bytes 4-7/1012"
    assert part.headers["X-Content-Type-Options"] == "nosniff"
    beyond = StrictClient().get(f"/wall/pictures/{clip.pk}", headers={"Range": "bytes=5000-"})
    assert beyond.status_code == 416


def test_the_number_of_queries_does_not_grow_with_the_wall(
    hang: Hang, django_assert_max_num_queries: object
) -> None:
    from django.db import connection

    hang(0, clip=True)
    StrictClient().get("/")
    with CaptureQueriesContext(connection) as few:
        StrictClient().get("/")
    for number in range(1, 20):
        hang(number, clip=True)
    with CaptureQueriesContext(connection) as many:
        StrictClient().get("/")
    assert len(many) == len(few) <= 14


def test_the_wall_says_that_proof_does_not_make_forging_impossible(county: Cast) -> None:
    assert "不能保证没有假" in StrictClient().get("/").content.decode()


def test_one_tap_makes_the_letters_large_and_comes_back(county: Cast) -> None:
    client = StrictClient()
    answer = client.post("/look/", {"large_type": "1", "next": "/services/"})
    assert answer.headers["Location"] == "/services/"
    assert '<html lang="zh-hans" class="large">' in client.get("/services/").content.decode()


def test_the_tap_never_leads_to_another_site(county: Cast) -> None:
    assert (
        StrictClient()
        .post("/look/", {"large_type": "1", "next": "https://evil.example/"})
        .headers["Location"]
        == "/"
    )


def test_the_banner_is_there_in_demonstrations_only(county: Cast, settings: object) -> None:
    assert "演示数据" not in StrictClient().get("/").content.decode()
    settings.DEMO = True  # type: ignore[attr-defined]
    assert "演示数据" in StrictClient().get("/").content.decode()
