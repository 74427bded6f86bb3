"""A session sent back, in the worker's hand: the reason on top, only what was named is asked for, then it goes in again.

The worker has a second factor; the phone makes pictures as small as the type asks; the same picture twice is taken and
noticed; a bathing session has the frame that keeps the camera outside; who leaves, leaves nothing behind.
"""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import Page, expect

from tests import walk
from tests.cast import build_cast
from tests.journeys.queue import work_off
from tests.journeys.screen import Authenticator
from tests.journeys.test_field import Pocket, patience, press, sign_in  # noqa: F401
from yimi.kernel import clock
from yimi.kernel.files import open_stored
from yimi.rooms.catalogue.models import TypeSpec
from yimi.rooms.evidence.demo_pictures import photos
from yimi.rooms.evidence.models import Flag, Media, Upload
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.states import SessionState
from yimi.rooms.review import actions as review

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("journey"),
    pytest.mark.skipif(not settings.WHITENOISE_ROOT, reason="the phone client is not built: make field"),
]

ASKED_SIDE, ASKED_QUALITY = 1024, 70
KEPT = """async () => {
  const heard = (asked) => new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  const database = await heard(indexedDB.open("yimi-field"));
  const all = (store) => heard(database.transaction(store).objectStore(store).getAllKeys());
  const cached = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) cached.push(new URL(url).pathname);
  const plain = [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
  const [bytes, keys] = [await all("bytes"), await all("keys")];
  database.close();
  return { bytes, keys, cached, plain, cookies: document.cookie };
}"""


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A make-believe camera that sees one picture for ever: pressed twice, it gives the same bytes."""
    film = tmp_path_factory.mktemp("still") / "scene.mjpeg"
    frame = io.BytesIO()
    Image.open(photos()[24]).convert("RGB").resize((1280, 960)).save(frame, "JPEG", quality=80)
    film.write_bytes(frame.getvalue() * 30)
    return film


def test_a_returned_session_asks_for_what_was_named_and_nothing_else(
    live_server: Any,
    tmp_path: Path,
    still: Path,
) -> None:
    cache.clear()
    cast = build_cast()
    session = walk.submitted_session(cast)
    bathing = walk.planned_session(cast, "MP05", start=walk.REVIEW_DAY + timedelta(days=2))
    with clock.frozen(walk.REVIEW_DAY):
        note = "第二张照片看不清，请再拍一张能看清人数的。"
        review.pre_check(
            session=session, result="returned", note=note, asked=["photo"], by=cast.station_head_ma
        )
    TypeSpec.objects.filter(type="MP15").update(photo_long_side=ASKED_SIDE, photo_quality=ASKED_QUALITY)
    worker, authenticator = walk.worker_of(session), Authenticator()
    authenticator.secret = generate_totp_secret()
    TOTP.activate(worker, authenticator.secret)
    phone = Pocket(live_server.url, tmp_path / "phone", still, 320)
    with clock.frozen(walk.REVIEW_DAY + timedelta(hours=2)), phone.out(signal=True) as page:
        sign_in(phone, page, worker.username, large=True, sessions=2, authenticator=authenticator)
        asks_for_a_photo_alone(phone, page)
        takes_it_and_hands_in(phone, page)
        work_off()
        stays_outside(phone, page, bathing)
        work_off()
        leaves_nothing(page)
    session.refresh_from_db()
    assert session.state == SessionState.SUBMITTED
    assert Media.objects.filter(session=session, kind="photo").count() == 5
    as_small_as_asked(session)
    twice_the_same(session)
    assert list(Media.objects.filter(session=bathing).values_list("kind", "subject")) == [
        ("photo", "vehicle")
    ]
    assert phone.said == []


def asks_for_a_photo_alone(phone: Pocket, page: Page) -> None:
    """On top of today, and of the session; nothing of what is there already is asked for again."""
    first = page.locator(".session").first
    expect(first.locator(".reason")).to_contain_text("第二张照片看不清")
    expect(first.locator(".need")).to_have_text("要重拍照片")
    press(page, "session")
    expect(page.locator(".reason:visible")).to_contain_text("只补下面说到的")
    expect(page.locator(".need:visible")).to_have_text("要重拍照片")
    for door in ("go-people", "go-code"):
        expect(page.locator(f".{door}:visible")).to_have_count(0)
    phone.shot(page, "returned")
    press(page, "go-submit")
    expect(page.locator(".story:visible")).to_have_count(0)
    press(page, "submit")  # the server would take it as it was: the phone does not hand in what is still owed
    expect(page.locator(".wrong:visible")).to_have_text("要重拍照片")
    page.go_back()


def takes_it_and_hands_in(phone: Pocket, page: Page) -> None:
    press(page, "go-capture")
    expect(page.locator(".need:visible")).to_have_text("要重拍照片")
    page.wait_for_timeout(1_500)
    for number in (1, 2):
        press(page, "take-photo")
        expect(page.get_by_text(f"第 {number} 张照片已存在手机")).to_be_visible()
        expect(page.locator(".take-photo.is-loading")).to_have_count(0)  # a busy shutter takes no press
    expect(page.get_by_text("✓ 要补的都有了").last).to_be_visible()
    phone.shot(page, "returned-capture")
    page.go_back()
    expect(page.locator(".need:visible").first).to_have_text("✓ 要补的都有了，可以再交")
    press(page, "go-submit")
    press(page, "submit")
    expect(page.get_by_text("✓ 已提交")).to_be_visible(timeout=60_000)


def stays_outside(phone: Pocket, page: Page, bathing: Session) -> None:
    page.goto(f"{phone.address}/field/#/pages/capture/capture?id={bathing.pk}")
    expect(page.locator(".rule:visible")).to_contain_text("只在浴室外面拍")
    expect(page.locator(".serves:visible")).to_contain_text("助浴车辆 0/1")
    page.wait_for_timeout(1_500)
    phone.shot(page, "outside-the-bathroom")
    press(page, "take-photo")
    expect(page.locator(".serves:visible")).to_contain_text("排队处 0/1")
    press(page, "serves")
    expect(page.locator(".serves:visible")).to_contain_text("浴室外（助浴前）")
    for _half_second in range(60):  # it goes by itself
        if Upload.objects.filter(session=bathing).exists() or Media.objects.filter(session=bathing).exists():
            return
        page.wait_for_timeout(500)


def leaves_nothing(page: Page) -> None:
    """Looked at behind the page's back: the token, the sessions, the drafts and the keys of before are gone."""
    before = page.evaluate(KEPT)
    assert {"token", "me", "sessions"} <= set(before["bytes"]) and set(before["keys"]) == {"device", "cipher"}
    page.goto(page.url.split("#")[0] + "#/pages/settings/settings")
    press(page, "leave")
    expect(page.locator(".login:visible")).to_be_visible()
    after = page.evaluate(KEPT)
    assert set(after["bytes"]) <= {"heard"}  # the server's word of the time, of the sign-out's own answer
    assert after["cached"] and all(path.startswith("/field/") for path in after["cached"])
    assert after["cookies"] == "" and not [name for name in after["plain"] if "token" in name.lower()]
    page.reload()
    expect(page.locator(".login:visible")).to_be_visible()


def as_small_as_asked(session: Session) -> None:
    """The bytes that came, not a copy of them: long side and quality are the type's, the camera saw 1280 × 960."""
    for media in Media.objects.filter(session=session, packet__has_key="original_width"):
        assert (media.packet["original_width"], media.packet["original_height"]) == (1280, 960)
        with open_stored(media.file) as stream:
            picture = Image.open(stream)
            picture.load()
        assert max(picture.size) == ASKED_SIDE
        # libjpeg's own scale: the first luminance step of 16 shrinks with the quality
        assert picture.quantization[0][0] == (16 * (200 - 2 * ASKED_QUALITY) + 50) // 100  # type: ignore[attr-defined]


def twice_the_same(session: Session) -> None:
    """Two pictures of the same bytes: both taken in, and the reviewer told."""
    new = Media.objects.filter(session=session, kind="photo").order_by("-pk")[:2]
    assert len({media.client_id for media in new}) == 2 and len({media.file_id for media in new}) == 1
    assert Flag.objects.filter(session=session, media__in=list(new), code__in=("same_file", "burst")).exists()
