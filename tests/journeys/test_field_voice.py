"""Whoever does not write says yes into the camera: kept like a capture, counting for nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import expect

from tests import walk
from tests.cast import build_cast
from tests.journeys.test_field import Pocket, eye, patience, press, sign_in  # noqa: F401 - fixtures
from yimi.kernel import clock
from yimi.rooms.evidence.models import Media
from yimi.rooms.people.models import Consent

pytestmark = [
    pytest.mark.soak,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("journey"),
    pytest.mark.skipif(not settings.WHITENOISE_ROOT, reason="the phone client is not built: make field"),
]


def test_a_yes_is_spoken_and_recorded(live_server: Any, tmp_path: Path, eye: Path) -> None:  # noqa: F811
    cache.clear()
    session = walk.planned_session(build_cast())
    phone = Pocket(live_server.url, tmp_path / "phone", eye, 360)
    with clock.frozen(session.starts_at + timedelta(minutes=5)), phone.out(signal=True) as page:
        sign_in(phone, page, walk.worker_of(session).username, large=False)
        for button in ("session", "go-people", "ask", "yes-photo", "by-relative", "by-voice"):
            press(page, button)
        expect(page.locator(".how:visible")).to_be_visible()
        expect(page.locator(".take-photo:visible")).to_have_count(0)
        press(page, "take-clip")
        page.wait_for_timeout(5_000)
        phone.shot(page, "voice")
        press(page, "stop-clip")
        expect(page.get_by_text("✓ 口头同意已录在手机")).to_be_visible()
        phone.shot(page, "spoken")
        press(page, "save-consent")
        expect(page.get_by_text("谁来了")).to_be_visible()
        press(page, "line")  # a browser does not say what the line costs: a clip waits for a tap
        expect(page.locator(".ask-clips:visible")).to_contain_text("1 段视频")
        press(page, "send-all")
        expect(page.get_by_text("全部传完了")).to_be_visible()
        page.wait_for_timeout(3_000)
    row, media = Consent.objects.get(use="photo"), Media.objects.get()
    assert (row.how, row.given_by, row.proof) == ("spoken", "relative", media.client_id)
    assert (media.kind, media.subject) == ("clip", "consent")
    assert phone.said == []
