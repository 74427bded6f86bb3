"""The sentence of a visit, spoken: offered only where the browser listens, and heard only after a yes."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.journeys.look import session_for
from tests.journeys.screen import PHONE
from tests.rooms.care.conftest import Ward, opened_ward

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journey")]
NONE = "for (const name of ['SpeechRecognition', 'webkitSpeechRecognition']) window[name] = undefined;"
# what a browser's maker would answer; no sound leaves the machine of a test
ANSWERS = """window.SpeechRecognition = class {
  start() {
    window.heardIn = this.lang;
    if (window.refuses) this.onerror({ error: 'not-allowed' });
    else this.onresult({ results: [[{ transcript: '精神不错，米面够吃。' }]] });
    this.onend();
  }
};"""


def visit(chromium: Browser, address: str, ward: Ward, before: str) -> Page:
    key = session_for(ward.cast.station_zhou.username)
    person = ward.elder()
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
    page = context.new_page()
    page.add_init_script(before)
    page.goto(f"{address}/desk/people/{person.pk}/visit/", wait_until="networkidle")
    return page


def test_a_browser_that_cannot_listen_is_offered_nothing(chromium: Browser, live_server: Any) -> None:
    with opened_ward() as ward:
        page = visit(chromium, live_server.url, ward, NONE)
        expect(page.get_by_label("一句话")).to_be_visible()
        expect(page.locator("[data-speak]")).to_be_hidden()
        page.context.close()


def test_nobody_is_heard_before_a_yes_and_only_the_text_stays(chromium: Browser, live_server: Any) -> None:
    with opened_ward() as ward:
        page = visit(chromium, live_server.url, ward, ANSWERS)
        button, sentence = page.get_by_role("button", name="说给浏览器听"), page.get_by_label("一句话")
        expect(page.get_by_text("厂家可能听得到")).to_be_visible()
        expect(button).to_be_disabled()
        page.get_by_label("问过了，对方同意这样记").check()
        button.click()
        expect(sentence).to_have_value("精神不错，米面够吃。")
        expect(page.get_by_text("请看一遍")).to_be_visible()
        assert page.evaluate("window.heardIn") == "zh-CN"
        page.evaluate("window.refuses = true")
        button.click()
        expect(page.get_by_text("没有给话筒权限")).to_be_visible()
        expect(sentence).to_have_value("精神不错，米面够吃。")
        page.context.close()
