"""A reviewer lays a photo beside the earlier one, blinks them, and gives the verdict without leaving the keyboard."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Browser, expect

from tests import walk
from tests.cast import build_cast
from tests.journeys.look import session_for
from tests.journeys.screen import Screen
from yimi.kernel import clock
from yimi.rooms.projects.models import Session
from yimi.rooms.review import actions as review
from yimi.rooms.review.models import Verdict

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journey")]


@pytest.fixture
def reused() -> Session:
    """Handed in with a photo of the day before, mirrored and cropped; pre-checked, everybody heard."""
    cast = build_cast()
    photo = walk.next_photo()
    earlier = walk.planned_session(cast)
    walk.upload(earlier, photo)
    session = walk.delivered_session(cast, start=walk.START + timedelta(days=1))
    image = ImageOps.mirror(Image.open(io.BytesIO(photo)).convert("RGB"))
    out = io.BytesIO()
    image.crop((20, 20, image.width, image.height - 30)).save(out, "JPEG", quality=70)
    walk.submit(walk.fill(session, pictures=[walk.next_photo(), out.getvalue(), walk.next_photo()]))
    with clock.frozen(walk.REVIEW_DAY):
        review.pre_check(session=session, result="passed", by=cast.station_head_ma)
        walk.call_back(cast, session)
    return session


def test_side_by_side_blinking_laid_over_and_a_verdict_by_keys(
    chromium: Browser, live_server: Any, reused: Session
) -> None:
    with clock.frozen(walk.REVIEW_DAY + timedelta(hours=1)):
        chen = Screen(chromium, live_server.url)
        cookie = {"name": "sessionid", "value": session_for("reviewer_chen"), "url": live_server.url}
        chen.context.add_cookies([cookie])  # type: ignore[list-item]
        chen.page.goto(f"{live_server.url}/desk/review/{reused.pk}/")
        compare(chen)
        reject(chen, reused)
        assert chen.said == []
        chen.close()
    verdict = Verdict.objects.get(session=reused)
    assert (verdict.result, verdict.note) == ("reject", "与前一天是同一张照片，左右翻转。")


def compare(chen: Screen) -> None:
    """The page opens at the picture that was noticed; B turns through the ways to compare, and back."""
    figure = chen.page.locator("[data-picture]:visible")
    expect(figure).to_have_count(1)
    expect(figure.locator(".r-twin")).to_contain_text("此前那张")
    own, earlier, panels = (figure.locator(name) for name in (".r-own", ".r-earlier img", ".r-panels img"))
    expect(earlier).to_be_hidden()
    chen.key("b")
    expect(earlier).to_be_visible()
    left, right = own.bounding_box(), earlier.bounding_box()
    assert left and right and right["x"] >= left["x"] + left["width"] - 1, "side by side"
    assert drawn(chen, ".r-earlier img") and drawn(chen, ".r-own"), "both pictures are there"
    chen.key("b")
    frames = figure.locator(".r-frames")
    for shown in ("on", "off"):  # it blinks by itself
        wanted = ".is-earlier" if shown == "on" else ":not(.is-earlier)"
        expect(figure.locator(f".r-frames.is-blinking{wanted}")).to_have_count(1)
    expect(panels).to_be_visible()
    chen.key("b")
    expect(frames).not_to_have_class("is-blinking")
    expect(panels).to_be_visible()
    assert drawn(chen, ".r-panels img")
    expect(own).to_be_hidden()
    chen.key("b")
    expect(panels).to_be_hidden()
    expect(own).to_be_visible()


def drawn(chen: Screen, selector: str) -> bool:
    """Its bytes came and are a picture."""
    image = chen.page.locator(f"[data-picture]:visible {selector}")
    return bool(image.evaluate("image => image.decode().then(() => image.naturalWidth > 0)"))


def reject(chen: Screen, session: Session) -> None:
    """X, a reason by its number, words, Ctrl+Enter."""
    chen.key("x")
    dialog = chen.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    reason = dialog.locator("label", has_text="使用了旧照片").first
    chen.key(str(reason.get_attribute("data-key")))
    expect(reason.locator("input")).to_be_checked()
    dialog.locator("textarea").focus()
    chen.page.keyboard.type("与前一天是同一张照片，左右翻转。")
    chen.page.keyboard.press("Control+Enter")
    chen.sees("秒内可撤回")
