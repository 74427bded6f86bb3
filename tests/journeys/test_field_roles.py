"""The same client in other hands, on a narrow phone in large type: the village orders, and hosts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests import walk
from tests.cast import BY, PASSWORD, build_cast
from tests.journeys.test_field import Pocket, press
from yimi.kernel import clock
from yimi.rooms.accounts.actions import create_user
from yimi.rooms.accounts.states import Role
from yimi.rooms.network.actions import assign
from yimi.rooms.projects.actions import place_request
from yimi.rooms.projects.models import Request
from yimi.rooms.review.models import PreCheck
from yimi.rooms.volunteers.actions import register_volunteer
from yimi.rooms.volunteers.models import SessionHelper

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("journey"),
    pytest.mark.skipif(not settings.WHITENOISE_ROOT, reason="the phone client is not built: make field"),
]


def enter(page: Page, name: str) -> None:
    page.locator(".login input").fill(name)
    page.locator(".password input").fill(PASSWORD)
    press(page, "enter")


def test_the_village_orders_for_somebody_who_rang_up_and_says_what_was_held(
    live_server: Any, tmp_path: Path
) -> None:
    cache.clear()
    cast = build_cast()
    session = walk.planned_session(cast)
    phone = Pocket(live_server.url, tmp_path / "phone", tmp_path / "no-camera", 320)
    with clock.frozen(session.starts_at + timedelta(minutes=5)), phone.out(signal=True) as page:
        enter(page, cast.village_li.username)
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
        press(page, "home")
        hosts(phone, page)
    session.refresh_from_db()
    assert (session.host_held, session.host_answered_by) == (True, "李青禾")
    placed = Request.objects.get()
    assert (placed.division, placed.proxy, placed.requested_by_name) == (
        cast.xinhua,
        cast.village_li,
        "张*山",
    )
    assert placed.reason == "电话里说想办一场，大概三十人"
    assert phone.said == []


def hosts(phone: Pocket, page: Page) -> None:
    """Said without a line it stays on the phone, and goes by itself when there is one."""
    press(page, "go-hosting")
    expect(page.locator(".was-held:visible")).to_have_count(1)
    page.context.set_offline(True)
    press(page, "was-not")
    press(page, "deny")
    expect(page.get_by_text("请写明情况")).to_be_visible()
    phone.shot(page, "denied")
    press(page, "never-mind")
    press(page, "was-held")
    expect(page.get_by_text("✓ 已确认在这里开展")).to_be_visible()
    expect(page.locator(".line:visible")).to_contain_text("待发出 1 条")
    phone.shot(page, "hosted")
    page.context.set_offline(False)
    expect(page.locator(".line:visible")).to_have_count(0)


def test_a_volunteer_types_the_code_that_the_workers_phone_shows(live_server: Any, tmp_path: Path) -> None:
    """Shown without a signal; typed on another phone, to arrive and to leave."""
    cache.clear()
    cast = build_cast()
    session = walk.planned_session(cast)
    user = create_user(username="luo", display_name="罗小燕", phone="", password=PASSWORD, by=BY)
    assign(
        user=user, role=Role.VOLUNTEER, organisation=cast.station_lishui, starts_on=date(2025, 1, 1), by=BY
    )
    register_volunteer(name="罗小燕", station=cast.station_lishui, by=cast.station_zhou, user=user)
    worker = Pocket(live_server.url, tmp_path / "worker", tmp_path / "no-camera", 320)
    helper = Pocket(live_server.url, tmp_path / "helper", tmp_path / "no-camera", 320)
    with clock.frozen(session.starts_at), worker.out(signal=True) as page:
        enter(page, walk.worker_of(session).username)
        press(page, "session")
        page.context.set_offline(True)
        press(page, "go-code")
        expect(page.locator(".now:visible")).to_have_count(1)
        code = page.locator(".now:visible").inner_text()
        worker.shot(page, "code")
    with clock.frozen(session.starts_at), helper.out(signal=True) as page:
        enter(page, "luo")
        press(page, "go-helping")
        page.locator(".typed input").fill("000000")
        press(page, "present")
        expect(page.get_by_text("码不对")).to_be_visible()
        page.locator(".typed input").fill(code.replace(" ", ""))
        press(page, "present")
        expect(page.get_by_text("到场", exact=False).first).to_be_visible()
        expect(page.get_by_text("离开前再输一次")).to_be_visible()
        helper.shot(page, "arrived")
    assert SessionHelper.objects.get(session=session).arrived_by == "罗小燕"
    assert worker.said == helper.said == []


def test_the_station_looks_first_and_calls_out(live_server: Any, tmp_path: Path) -> None:
    cache.clear()
    cast = build_cast()
    session = walk.submitted_session(cast, process=True)
    with clock.frozen(walk.REVIEW_DAY):
        first = clock.today() + timedelta(days=14)
        wish = place_request(
            division=cast.xinhua, channel="phone", micro_type=session.type, reason="大概三十人",
            wished_from=first, wished_to=first + timedelta(days=10), by=cast.village_li,
        )  # fmt: skip
        phone = Pocket(live_server.url, tmp_path / "phone", tmp_path / "no-camera", 320)
        with phone.out(signal=True) as page:
            enter(page, cast.station_zhou.username)
            press(page, "go-precheck")
            expect(page.locator(".waits:visible")).to_have_count(1)
            phone.shot(page, "to-look-at")
            press(page, "waits")
            expect(page.locator(".small-picture:visible").first).to_be_visible()
            phone.shot(page, "file")
            page.locator(".small-picture:visible").first.click()
            expect(page.locator(".large-picture:visible")).to_be_visible()
            phone.shot(page, "picture")
            page.get_by_text("点一下播放").first.click()
            video = page.locator("video")
            expect(video).to_have_js_property("readyState", 4)
            assert video.evaluate("clip => clip.videoWidth > 0 && clip.duration > 10")
            phone.shot(page, "clip-played")
            press(page, "pass-on")
            expect(page.get_by_text("没有等着初核的场次")).to_be_visible()
            page.go_back()
            press(page, "go-calling")
            press(page, "wish")
            press(page, "site")
            expect(page.get_by_text("额度够")).to_be_visible()
            phone.shot(page, "call-out")
            press(page, "call-out")
            expect(page.get_by_text("✓ 已发出征集")).to_be_visible()
    assert PreCheck.objects.get().checked_by == cast.station_zhou
    wish.refresh_from_db()
    assert wish.callout is not None and wish.callout.site == cast.hall
    assert phone.said == []
