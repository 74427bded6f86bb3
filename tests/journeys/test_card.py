"""A paper card before a real camera: printed at the desk, filmed, read by the phone's browser, with and without a signal."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests import walk
from tests.cast import Cast, build_cast
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.look import session_for
from tests.journeys.test_field import Pocket, patience, press, sign_in  # noqa: F401 - a fixture
from tools import browser as installed
from yimi.kernel import clock
from yimi.rooms.people.actions import issue_card
from yimi.rooms.people.models import Person, ServiceCard
from yimi.rooms.projects.models import Session

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("journey"),
    pytest.mark.skipif(not settings.WHITENOISE_ROOT, reason="the phone client is not built: make field"),
]
SECONDS = 90  # frames of one card; the film is endless


def printed(address: str, cast: Cast, people: list[Person]) -> list[Image.Image]:
    """The cards as the desk prints them, cut out of the sheet."""
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed.path(), args=ARGUMENTS)
        context = browser.new_context(
            device_scale_factor=3, viewport={"width": 900, "height": 700}, locale="zh-CN"
        )
        key = session_for(cast.station_zhou.username)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
        page = context.new_page()
        for person in people:
            page.goto(f"{address}/desk/people/{person.pk}/card/print/")
            shot = page.locator(".k-person").screenshot()
            found.append(Image.open(io.BytesIO(shot)).convert("RGB"))
        browser.close()
    return found


def film(cards: list[Image.Image], path: Path) -> Path:
    """Held by hand: turned a little, not filling the picture, on a table that is not white."""
    with path.open("wb") as out:
        for number, card in enumerate(cards):
            table = Image.new("RGB", (1280, 960), (122, 104, 88))
            held = card.resize((760, round(card.height * 760 / card.width)))
            held = held.rotate(7 - 15 * number, expand=True, fillcolor=(122, 104, 88))
            table.paste(held, (210 + 60 * number, 190))
            frame = io.BytesIO()
            table.save(frame, "JPEG", quality=70)
            out.write(frame.getvalue() * SECONDS)
    return path


def test_a_card_is_scanned(live_server: Any, tmp_path: Path) -> None:
    cache.clear()
    cast = build_cast()
    session = walk.planned_session(cast)
    named = session.participants.order_by("pk")[0].person
    walks_in = walk.elder(cast, cast.changping, consenting=False)
    assert named is not None
    with clock.frozen(session.starts_at + timedelta(minutes=5)):
        cards = [issue_card(person=each, by=cast.station_zhou) for each in (named, walks_in)]
        eye = film(printed(live_server.url, cast, [named, walks_in]), tmp_path / "cards.mjpeg")
        phone = Pocket(live_server.url, tmp_path / "phone", eye, 320)
        with phone.out(signal=True) as page:
            sign_in(phone, page, walk.worker_of(session).username, large=True)
            press(page, "session")
            press(page, "go-people")
            without_a_signal(phone, page)
            with_a_signal(phone, page)
            by_hand(page, cards[0])
            found_by_a_stranger(phone, page, cards[0])
    assert {each.person for each in session.participants.all()} >= {named, walks_in}
    assert Session.objects.get(pk=session.pk).participants.count() == 4
    assert phone.said == []


def without_a_signal(phone: Pocket, page: Page) -> None:
    page.context.set_offline(True)
    press(page, "scan-card")
    expect(page.get_by_text("✓ 王*")).to_be_visible()
    phone.shot(page, "card-named")
    expect(page.get_by_text("没有信号，名单以外的卡认不出来")).to_be_visible()
    expect(page.get_by_text("共 1 人")).to_be_visible()
    phone.shot(page, "card-no-signal")


def with_a_signal(phone: Pocket, page: Page) -> None:
    page.context.set_offline(False)
    expect(page.get_by_text("名单上加了这个人")).to_be_visible()
    expect(page.get_by_text("共 2 人")).to_be_visible()
    phone.shot(page, "card-walked-in")
    press(page, "scan-card")
    expect(page.locator(".scanner")).to_have_count(0)


def by_hand(page: Page, card: ServiceCard) -> None:
    field = page.locator(".card-number input")
    slip = card.number[:-1] + str((int(card.number[-1]) + 1) % 10)
    field.fill(slip)
    press(page, "take-number")
    expect(page.get_by_text("有一位抄错了")).to_be_visible()
    field.fill(card.number)
    press(page, "take-number")
    expect(page.get_by_text("已经记过到场")).to_be_visible()
    expect(page.get_by_text("共 2 人")).to_be_visible()


def found_by_a_stranger(phone: Pocket, page: Page, card: ServiceCard) -> None:
    """The address on the card, opened by anybody: where it belongs, and no word of whose it is."""
    page.goto(f"{phone.address}/card/#{card.code}")
    expect(page.get_by_text("捡到了")).to_be_visible()
    assert card.person.name not in page.content()
    assert not any(card.code in line for line in phone.heard if line[:3].isdigit())
