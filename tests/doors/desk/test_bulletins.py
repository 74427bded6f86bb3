"""The monthly bulletin: one person draws it up, every figure opens its sessions, another publishes it."""

from __future__ import annotations

import html
import re

import pytest

from tests.doors.desk.papers import asked, get, post, several, words
from tests.rooms.settlement.quarter import Books, build_books
from yimi.rooms.public.models import Notice
from yimi.rooms.reports.models import Bulletin

LIST = "/desk/bulletins/"


@pytest.fixture
def books(db: None) -> Books:
    made = build_books()
    several(made, 2)
    return made


@pytest.fixture
def draft(books: Books) -> Bulletin:
    post(books.cast.business_he, LIST, {"month": "2026-10"})
    return Bulletin.objects.get()


def test_business_draws_it_up_and_cannot_publish_its_own(books: Books, draft: Bulletin):
    page = words(get(books.cast.business_he, f"{LIST}{draft.pk}/"))
    for said in ("一、总体情况", "二、主要做法", "三、存在问题", "四、下步要求", "这一期是你编制的"):
        assert said in page
    assert post(books.cast.business_he, f"{LIST}{draft.pk}/publish/").status_code == 403
    assert not Notice.objects.exists()


def test_the_leader_publishes_and_the_page_leads_to_the_public_one(books: Books, draft: Bulletin):
    assert "发布通报" in words(get(books.cast.leader_tang, f"{LIST}{draft.pk}/"))
    post(books.cast.leader_tang, f"{LIST}{draft.pk}/publish/")
    draft.refresh_from_db()
    page = get(books.cast.leader_tang, f"{LIST}{draft.pk}/")
    assert f"/notices/{draft.slug}/" in page.content.decode()
    assert "发布通报？" not in words(page)


def test_every_figure_opens_as_many_sessions_as_it_says(books: Books, draft: Bulletin):
    page = get(books.cast.leader_tang, f"{LIST}{draft.pk}/").content.decode()
    found = re.findall(r'<a href="(/desk/acceptance/\?[^"]*submitted=[^"]*)">(\d+)</a>', page)
    assert found
    for address, figure in found:
        answer = words(get(books.cast.leader_tang, html.unescape(address)))
        assert f"共 {figure} 条" in answer


def test_a_draft_is_the_countys_and_a_published_one_everybodys(books: Books, draft: Bulletin):
    for who in ("station_head_ma", "provider_a_manager", "stranger"):
        assert get(getattr(books.cast, who), f"{LIST}{draft.pk}/").status_code == 404
        assert get(getattr(books.cast, who), f"{LIST}{draft.pk}/document.docx").status_code == 404
    post(books.cast.leader_tang, f"{LIST}{draft.pk}/publish/")
    assert get(books.cast.station_head_ma, f"{LIST}{draft.pk}/").status_code == 200
    assert get(books.cast.stranger, f"{LIST}{draft.pk}/").status_code == 404


def test_the_document_is_saved_as_word(books: Books, draft: Bulletin):
    answer = get(books.cast.leader_tang, f"{LIST}{draft.pk}/document.docx")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert answer["Content-Disposition"].startswith("attachment")


def test_only_drafters_find_the_form_and_a_month_that_is_not_over_is_no_choice(books: Books):
    assert "编制通报" in words(get(books.cast.editor_lin, LIST))
    assert "编制通报" not in words(get(books.cast.leader_tang, LIST))
    assert post(books.cast.business_he, LIST, {"month": "2027-01"}).status_code == 422
    post(books.cast.leader_tang, LIST, {"month": "2026-10"})
    assert not Bulletin.objects.exists()


def test_a_draft_is_drawn_up_anew_with_todays_figures(books: Books, draft: Bulletin):
    several(books, 1, draft.drawn_up_at.date().replace(year=2026, month=10, day=20))
    post(books.cast.editor_lin, f"{LIST}{draft.pk}/redraw/")
    draft.refresh_from_db()
    assert draft.figures["totals"]["submitted"]["value"] == 3
    assert draft.drawn_up_by == books.cast.editor_lin


def test_the_list_asks_as_often_for_many_as_for_few(books: Books, draft: Bulletin):
    few = asked(books.cast.leader_tang, LIST)
    for month in ("2026-09", "2026-08", "2026-07"):
        post(books.cast.business_he, LIST, {"month": month})
    assert asked(books.cast.leader_tang, LIST) == few


@pytest.mark.parametrize("who", ["village_li", "sysadmin"])
def test_it_is_closed_to_those_it_does_not_concern(books: Books, who: str):
    assert get(getattr(books.cast, who), LIST).status_code == 403
