"""The same client in other hands: a village clerk orders for somebody who rang up, on a narrow phone in large type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import expect

from tests import walk
from tests.cast import PASSWORD, build_cast
from tests.journeys.test_field import Pocket, press
from yimi.rooms.projects.models import Request

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("journey"),
    pytest.mark.skipif(not settings.WHITENOISE_ROOT, reason="the phone client is not built: make field"),
]


def test_the_village_orders_for_somebody_who_rang_up(live_server: Any, tmp_path: Path) -> None:
    cache.clear()
    cast = build_cast()
    walk.county_ready(cast)
    phone = Pocket(live_server.url, tmp_path / "phone", tmp_path / "no-camera", 320)
    with phone.out(signal=True) as page:
        page.locator(".login input").fill(cast.village_li.username)
        page.locator(".password input").fill(PASSWORD)
        press(page, "enter")
        press(page, "go-settings")
        press(page, "large-type")
        page.go_back()
        phone.shot(page, "village-today")
        press(page, "go-order")
        page.locator(".sought input").fill("婚俗")
        phone.shot(page, "order-search")
        page.locator(".wish:visible").first.click()
        page.locator(".who input").fill("张大山")
        page.locator(".why textarea").fill("电话里说想办一场，大概三十人")
        page.locator(".why textarea").blur()
        phone.shot(page, "order")
        page.context.set_offline(True)
        press(page, "place")
        expect(page.get_by_text("写的都存在手机里")).to_be_visible()
        page.context.set_offline(False)
        press(page, "place")
        expect(page.get_by_text("✓ 已下单")).to_be_visible()
        phone.shot(page, "ordered")
    placed = Request.objects.get()
    assert (placed.division, placed.proxy, placed.requested_by_name) == (
        cast.xinhua,
        cast.village_li,
        "张*山",
    )
    assert placed.reason == "电话里说想办一场，大概三十人"
    assert phone.said == []
