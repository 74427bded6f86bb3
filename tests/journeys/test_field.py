"""A worker's phone without a signal, in a real browser: sign in, three photos and a clip, closed, opened again, handed in.

Needs the phone client's web build (`make field`); camera and place are Chromium's own make-believe ones.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests import walk
from tests.cast import PASSWORD, build_cast
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.queue import work_off
from tests.journeys.screen import Authenticator, Screen
from tools import browser as installed
from yimi.kernel import clock
from yimi.rooms.evidence.demo_pictures import photos
from yimi.rooms.evidence.models import Flag, Media, Upload
from yimi.rooms.people.models import Consent
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.states import SessionState

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("journey"),
    pytest.mark.skipif(not settings.WHITENOISE_ROOT, reason="the phone client is not built: make field"),
]
SHOTS = Path("test-results/field")
CONTRAST, THUMB = (
    (Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8") for name in ("contrast", "thumb")
)
STORY = "今天在村民活动室讲了婚俗新风，大家从头坐到尾，散场时还在问下一次什么时候来。"


@pytest.fixture(scope="module")
def eye(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the make-believe camera sees: shipped photographs, three seconds each."""
    film = tmp_path_factory.mktemp("eye") / "scene.mjpeg"
    with film.open("wb") as out:
        for picture in photos()[20:24]:
            frame = io.BytesIO()
            Image.open(picture).convert("RGB").resize((1280, 960)).save(frame, "JPEG", quality=80)
            out.write(frame.getvalue() * 90)
    return film


class Pocket:
    """One phone: its storage outlives the browser."""

    def __init__(self, address: str, folder: Path, eye: Path, width: int) -> None:
        self.address, self.folder, self.eye, self.width = address, folder, eye, width
        self.said: list[str] = []
        self.heard: list[str] = []
        self.number = 0

    @contextmanager
    def out(self, *, signal: bool) -> Iterator[Page]:
        with sync_playwright() as playwright:
            context = playwright.chromium.launch_persistent_context(
                str(self.folder),
                executable_path=installed.path(),
                args=[
                    *ARGUMENTS,
                    "--use-fake-device-for-media-stream",
                    "--use-fake-ui-for-media-stream",
                    f"--use-file-for-fake-video-capture={self.eye}",
                ],
                viewport={"width": self.width, "height": 640},
                has_touch=True,
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                permissions=["camera", "microphone", "geolocation"],
                geolocation={
                    "longitude": walk.HERE.longitude,
                    "latitude": walk.HERE.latitude,
                    "accuracy": 11,
                },
            )
            try:
                yield self._page(context, signal)
            except BaseException:
                context.pages[0].screenshot(path="test-results/field.png")
                print(self.heard)
                raise
            finally:
                context.close()

    def _page(self, context: BrowserContext, signal: bool) -> Page:
        context.set_offline(not signal)
        context.set_default_timeout(20_000)
        page = context.pages[0]
        page.on(
            "response",
            lambda answer: self.heard.append(f"{answer.status} {answer.request.method} {answer.url}"),
        )
        page.on("console", lambda line: self.heard.append(line.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on(
            "console",
            lambda line: (
                self.said.append(line.text)
                if "Content Security" in line.text or "violates" in line.text
                else None
            ),
        )
        page.goto(f"{self.address}/field/")
        return page

    def shot(self, page: Page, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.number += 1
        page.screenshot(path=SHOTS / f"{self.width}-{self.number}-{name}.png")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px wider than the phone"
        self.said += [f"{name}: {each}" for each in [*page.evaluate(THUMB), *page.evaluate(CONTRAST)]]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


def press(page: Page, name: str) -> None:
    page.locator(f".{name}:visible").first.click()


@pytest.mark.parametrize(("width", "large"), [(320, True), pytest.param(390, False, marks=pytest.mark.soak)])
def test_captured_without_a_signal_closed_opened_handed_in(
    live_server: Any, tmp_path: Path, eye: Path, width: int, large: bool
) -> None:
    cache.clear()
    session = walk.planned_session(build_cast())
    phone = Pocket(live_server.url, tmp_path / "phone", eye, width)
    with clock.frozen(session.starts_at + timedelta(minutes=5)), phone.out(signal=True) as page:
        sign_in(phone, page, walk.worker_of(session).username, large=large)
        page.context.set_offline(True)
        capture(phone, page, session)
    assert not Media.objects.exists()
    with clock.frozen(session.ends_at + timedelta(minutes=15)):
        with phone.out(signal=False) as page:
            still_there(phone, page)
            count_people(phone, page)
            page.context.set_offline(False)
            hand_in(phone, page)
        work_off()
        landed(session)
        desk_shows_them(live_server.url, session)
    assert phone.said == []


def sign_in(
    phone: Pocket,
    page: Page,
    name: str,
    *,
    large: bool,
    sessions: int = 1,
    authenticator: Authenticator | None = None,
) -> None:
    phone.shot(page, "sign-in")
    page.locator(".login input").fill(name)
    page.locator(".password input").fill(PASSWORD)
    press(page, "enter")
    if authenticator is not None:
        expect(page.get_by_text("请输入验证器上现在显示的 6 位数字。")).to_be_visible()
        phone.shot(page, "second-factor")
        page.locator(".code input").fill(authenticator.code())
        press(page, "enter")
    expect(page.locator(".session")).to_have_count(sessions)
    on_the_phone(page)
    if large:
        press(page, "go-settings")
        press(page, "large-type")
        expect(page.locator(".page.large:visible")).to_have_count(1)
        phone.shot(page, "settings")
        page.go_back()
    phone.shot(page, "today")


def on_the_phone(page: Page) -> None:
    """The client itself is kept: from here on it opens without a signal. (The page's policy forbids waiting by script.)"""
    for _second in range(30):
        if page.evaluate("navigator.serviceWorker.controller !== null"):
            return
        page.wait_for_timeout(1_000)
    asked = "navigator.serviceWorker.getRegistration().then((one) => String(one && (one.active || one.installing)?.state))"
    raise AssertionError(f"the service worker stands at {page.evaluate(asked)}")


def capture(phone: Pocket, page: Page, session: Session) -> None:
    press(page, "session")
    phone.shot(page, "session")
    press(page, "go-capture")
    expect(page.locator(".how")).to_contain_text("离线口令")
    for number in (1, 2, 3):
        page.wait_for_timeout(3_000)  # the next scene
        press(page, "take-photo")
        expect(page.get_by_text(f"第 {number} 张照片已存在手机")).to_be_visible()
    phone.shot(page, "capture")
    press(page, "take-clip")
    page.wait_for_timeout(12_500)
    phone.shot(page, "clip")
    press(page, "stop-clip")
    expect(page.get_by_text("秒视频已存在手机")).to_be_visible()


def still_there(phone: Pocket, page: Page) -> None:
    """Opened again without a signal: the client, the session and what was captured."""
    expect(page.locator(".session")).to_have_count(1)
    expect(page.locator(".line:visible")).to_contain_text("待上传 4 份")
    phone.shot(page, "reopened")


def count_people(phone: Pocket, page: Page) -> None:
    press(page, "session")
    press(page, "go-people")
    for person in page.locator(".came:visible").all()[:3]:
        person.click()
    page.locator(".walk-in-name input").fill("罗小燕")
    page.locator(".walk-in-age input").fill("71")
    press(page, "add-walk-in")
    expect(page.locator(".walked-in:visible")).to_contain_text("罗小燕")
    page.locator(".others input").fill("17")
    page.locator(".others input").blur()
    expect(page.get_by_text("共 21 人")).to_be_visible()
    phone.shot(page, "people")
    ask(phone, page)
    page.go_back()


def ask(phone: Pocket, page: Page) -> None:
    """Consent per use, with a signature drawn on the screen; all of it without a signal."""
    press(page, "ask")
    for answer in ("yes-photo", "yes-callback", "no-public_photo"):
        press(page, answer)
    press(page, "by-self")
    phone.shot(page, "consent")
    press(page, "sign")
    pad = page.locator(".pad canvas:visible").first
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    draw(page, box["x"] + 20, box["y"] + 30)
    phone.shot(page, "signature")
    page.locator(".pad .wd-button:visible").last.click()
    expect(page.get_by_text("✓ 签名已存在手机")).to_be_visible()
    press(page, "save-consent")
    expect(page.get_by_text("共 21 人")).to_be_visible()


def draw(page: Page, x: float, y: float) -> None:
    """A finger over the glass: the pad listens to touches, not to a mouse."""
    touch = page.context.new_cdp_session(page)
    for number in range(8):
        kind = "touchMove" if number else "touchStart"
        points = [{"x": x + 15 * number, "y": y + 10 * (number % 3)}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def hand_in(phone: Pocket, page: Page) -> None:
    press(page, "go-submit")
    expect(page.get_by_text("先按第一份和最后一份拍摄的时间填")).to_be_visible()
    press(page, "as-planned")
    press(page, "end-later")
    page.locator(".story textarea").fill(STORY)
    phone.shot(page, "submit")
    press(page, "submit")
    expect(page.get_by_text("✓ 已提交")).to_be_visible(timeout=60_000)
    phone.shot(page, "submitted")


def landed(session: Session) -> None:
    session.refresh_from_db()
    assert session.state == SessionState.SUBMITTED
    assert session.actual_start == session.starts_at
    assert session.actual_end == session.ends_at + timedelta(minutes=5)
    media = list(Media.objects.filter(session=session).order_by("packet__sequence"))
    assert [each.kind for each in media] == ["photo", "photo", "photo", "clip", "document"]
    assert [each.packet["sequence"] for each in media] == [1, 2, 3, 4, 5]
    assert {each.challenge.kind for each in media if each.challenge} == {"offline_seed"}
    assert all(each.packet["device"] and each.accuracy_m == 11 for each in media)
    assert all(each.challenge_id for each in media[:4])
    walk_in = session.participants.get(person=None)
    assert (walk_in.walk_in_name_enc, walk_in.attended, session.people_count) == ("罗小燕", True, 21)
    agreed = Consent.objects.filter(how="signed", proof=media[4].client_id)
    assert set(agreed.values_list("use", "given")) == {
        ("photo", True),
        ("callback", True),
        ("public_photo", False),
    }
    assert Upload.objects.count() == 0
    assert Flag.objects.filter(session=session, code="challenge_offline").exists()


def desk_shows_them(address: str, session: Session) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed.path(), args=ARGUMENTS)
        desk = Screen(browser, address)
        desk.sign_in("station_zhou", Authenticator())
        desk.go_to("初核")
        desk.page.locator("main").get_by_text(session.title).first.click()
        desk.page.wait_for_load_state("networkidle")
        desk.sees(session.number)
        SHOTS.mkdir(parents=True, exist_ok=True)
        desk.page.screenshot(path=SHOTS / "desk.png", full_page=True)
        expect(desk.page.locator("body")).to_contain_text("离线口令")
        reasons = set(Flag.objects.filter(session=session).values_list("reason", flat=True))
        assert len(reasons) >= 2
        for reason in reasons:  # each of them stands on the page, in its own words
            expect(desk.page.locator("body")).to_contain_text(reason)
        desk.close()
        browser.close()
