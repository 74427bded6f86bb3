"""Every page of everybody's menu, on a phone and on a desk; and the public pages for eyes, hands and ears."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import walk
from tests.cast import BY, Cast, build_cast
from tests.journeys.look import session_for
from tests.journeys.screen import DESK, PHONE, Screen
from yimi.kernel import clock, files
from yimi.rooms.evidence.demo_pictures import photos
from yimi.rooms.public.actions import publish_entry, publish_service_list
from yimi.rooms.public.rules import Picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journey")]
LOOK = (Path(__file__).parent / "looked_at.js").read_text(encoding="utf-8")
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
# One of each role; a station's worker and its head have the same menu.
WHO = (
    "village_li",
    "station_head_ma",
    "provider_a_manager",
    "provider_a_worker",
    "reviewer_chen",
    "business_he",
    "finance_qian",
    "leader_tang",
    "editor_lin",
    "sysadmin",
    "secadmin",
    "auditor",
)
MENU = "nav[aria-label='主菜单'] a[href^='/desk/']"
RECORDS = "main a[href^='/desk/']:not([class*='btn'])"


@pytest.fixture
def county() -> Any:
    """One session of each state, and one on the wall; the clock stands at the review day."""
    with clock.frozen(walk.MONDAY):
        cast = build_cast()
    walk.accepted_session(cast)
    walk.submitted_session(cast, start=walk.START.replace(day=12), village=cast.changping)
    walk.delivered_session(cast, "MP08", start=walk.START.replace(day=13))
    with clock.frozen(walk.REVIEW_DAY):
        hang(cast)
        yield cast


def hang(cast: Cast) -> None:
    picture = files.store(photos()[3].read_bytes(), media_type="image/jpeg", by=BY)
    publish_entry(
        county=cast.county.code[:6],
        type_code="MP15",
        type_name="反诈宣传",
        title="新花村反诈宣传",
        town="黎水镇",
        place="新花村",
        held_on=date(2026, 11, 10),
        people=40,
        station_name="黎水镇社会工作服务站",
        provider_name="青杠社工服务中心",
        text="讲了三个真事，散场时还有人在问。",
        words="下回还来。",
        pictures=[Picture(file=picture, alt="村民活动室里的桌椅", kind="photo")],
        by=cast.editor_lin,
    )
    publish_service_list(county=cast.county.code[:6], by=cast.business_he)


@pytest.mark.soak
def test_every_page_of_everybodys_menu(chromium: Browser, live_server: Any, county: Cast) -> None:
    wrong: list[str] = []
    for name in WHO:
        screen = Screen(chromium, live_server.url)
        screen.context.add_cookies(
            [{"name": "sessionid", "value": session_for(name), "url": live_server.url}]
        )
        screen.page.goto(f"{live_server.url}/desk/")
        pages = list(dict.fromkeys(addresses(screen, MENU)))
        assert len(pages) >= 3, f"{name} has a menu of {pages}"
        seen = set()
        for page in pages:
            wrong += visit(screen, name, page)
            record = next((each for each in addresses(screen, RECORDS) if each not in {*pages, *seen}), None)
            if record:
                seen.add(record)
                wrong += visit(screen, name, record)
        screen.close()
    assert not wrong, "\n".join(wrong)


def addresses(screen: Screen, selector: str) -> list[str]:
    found = screen.page.eval_on_selector_all(selector, "all => all.map((each) => each.getAttribute('href'))")
    return [each for each in found if "#" not in each]


def visit(screen: Screen, name: str, page: str) -> list[str]:
    """What is wrong with one page, at both widths, as sentences."""
    screen.page.set_viewport_size(DESK)  # type: ignore[arg-type]
    screen.page.goto(f"{screen.address}{page}")
    found = [f"{name} {page}, desk: {each}" for each in screen.page.evaluate(LOOK)]
    screen.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    found += [f"{name} {page}, phone: {each}" for each in screen.page.evaluate(LOOK)]
    found += [f"{name} {page}: {each}" for each in screen.said]
    screen.said.clear()
    return found


def test_the_public_pages_are_for_everybody(chromium: Browser, live_server: Any, county: Cast) -> None:
    screen = Screen(chromium, live_server.url)
    screen.visit()
    pages = ["/", "/sign-in/", *addresses(screen, "nav a[href^='/'], main a[href^='/']")]
    wrong = []
    for page in dict.fromkeys(pages):
        wrong += visit(screen, "resident", page)
        wrong += [f"{page}: {each}" for each in screen.page.evaluate(CONTRAST)]
    assert not wrong, "\n".join(wrong)
    screen.close()


def test_a_keyboard_shows_where_it_stands(chromium: Browser, live_server: Any, county: Cast) -> None:
    screen = Screen(chromium, live_server.url)
    screen.visit()
    for _each in range(12):
        screen.page.keyboard.press("Tab")
        assert screen.page.evaluate(
            """() => {
              const style = getComputedStyle(document.activeElement);
              const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
              return document.activeElement !== document.body && (ring || style.boxShadow !== 'none');
            }"""
        )
    screen.close()


def test_large_type_is_one_tap_away(chromium: Browser, live_server: Any, county: Cast) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    screen = Screen(chromium, live_server.url, phone=True)
    screen.visit()
    before = screen.page.evaluate(size)
    screen.press("大字版")
    assert screen.page.evaluate(size) >= before * 1.2
    assert screen.page.evaluate(LOOK) == []
    assert screen.said == []
    screen.close()
