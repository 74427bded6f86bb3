"""Every form of A4 as the browser prints it: one or two pages, nothing beyond the paper's edge, no furniture."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page

from tests.house.test_scope import one_of_everything
from tests.journeys.look import session_for
from tests.rooms.settlement.quarter import build_books
from yimi.doors.desk.prints.table import FORMS, path_of
from yimi.rooms.casework.states import PaperKind
from yimi.rooms.people.actions import issue_card
from yimi.rooms.people.models import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journey")]
PAPER = {"width": 672, "height": 950}  # A4 without its margins, in CSS pixels
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FURNITURE = "[...document.querySelectorAll('.y-demo, .y-screen, .d-side')].filter(e => e.offsetHeight).length"


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b[^s]", pdf))


def wrong(page: Page, where: str) -> list[str]:
    """What is amiss with one form on paper."""
    answer = page.goto(where)
    assert answer is not None and answer.status == 200, where
    found = [] if 1 <= (count := pages(page.pdf(prefer_css_page_size=True))) <= 2 else [f"{count} pages"]
    page.emulate_media(media="print")
    found += ["too wide"] if page.evaluate(OVER) > 0 else []
    found += ["furniture"] if page.evaluate(FURNITURE) else []
    page.emulate_media(media="null")
    return [f"{where}: {each}" for each in found]


def test_every_form_fits_its_paper(live_server: Any, chromium: Browser, settings: Any) -> None:
    cache.clear()
    settings.DEMO = True
    books = build_books()
    rows: dict[str, Any] = one_of_everything(books)
    desk = f"{live_server.url}/desk/"
    addresses = [f"{desk}prints/{each.word}/" for each in FORMS if each.is_blank]
    addresses += [f"{desk}cases/blank/{each.value}/" for each in PaperKind]
    for each in FORMS:
        if each.find is not None:
            topic = "groups" if each.word.startswith("group_") else each.address.split("/")[0]
            addresses.append(desk + path_of(each).replace("<int:pk>", str(rows[topic])))
    context = chromium.new_context(viewport=PAPER, locale="zh-CN")  # type: ignore[arg-type]
    key = session_for(books.cast.station_head_ma.username)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page = context.new_page()
    assert [said for where in addresses for said in wrong(page, where)] == []
    assert len(addresses) > 35
    # forms with a page of their own had the band alone on the first one
    issue_card(person=Person.objects.get(pk=rows["people"]), by=books.cast.village_li)
    for where in (
        f"people/{rows['people']}/card/print/",
        f"surveys/{rows['surveys']}/print/?place=500114109203",
    ):
        assert page.goto(desk + where).status == 200  # type: ignore[union-attr]
        assert pages(page.pdf(prefer_css_page_size=True)) == 1
    context.close()
