"""The compiled mini program walks its journey against the real server, under a stand-in of WeChat (field/tests/weixin)."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache

from tests import walk
from tests.cast import PASSWORD, build_cast
from tests.doors.api.wechat import standing_in
from yimi.kernel import clock
from yimi.rooms.evidence.demo_pictures import clips, photos
from yimi.rooms.evidence.models import Media, Upload
from yimi.rooms.projects.states import SessionState

FIELD = Path(__file__).parents[2] / "field"
BUNDLE = FIELD / "dist" / "build" / "mp-weixin"
NODE = shutil.which("node")
MAIN_PACKAGE = 2 * 1024 * 1024
STORY = "今天在村民活动室讲了婚俗新风，大家从头坐到尾，散场时还在问下一次什么时候来。"

pytestmark = [
    pytest.mark.skipif(
        not BUNDLE.exists() or NODE is None, reason="the mini program is not built: make field"
    ),
]


def walks(told: dict[str, Any]) -> dict[str, Any]:
    """What the journey says at its end."""
    command = [str(NODE), "node_modules/.bin/vite-node", "tests/weixin/journey.ts", json.dumps(told)]
    done = subprocess.run(command, cwd=FIELD, capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr.decode()[-4000:]
    said: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    return said


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("journey")
def test_the_mini_program_walks_its_journey(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    session = walk.planned_session(build_cast())
    worker = walk.worker_of(session).username
    pictures = [str(each) for each in photos()[30:33]]
    with standing_in() as wechat, clock.frozen(session.ends_at + timedelta(minutes=15)):
        monkeypatch.setattr(settings, "WECHAT_ADDRESS", wechat.address)
        monkeypatch.setattr(settings, "WECHAT_APPID", "wx0123456789abcdef")
        monkeypatch.setattr(settings, "WECHAT_SECRET", "not-a-real-secret")
        told = {
            "server": live_server.url,
            "login": worker,
            "password": PASSWORD,
            "photos": pictures,
            "clip": str(clips()[0]),
            "codes": [wechat.login(worker), wechat.login(worker)],
            "story": STORY,
        }
        said = walks(told)
    assert said["said"] == [
        "signed in",
        "captured without a signal",
        "handed in",
        "kept after sign-out: 0",
        "signed in by WeChat",
    ]
    assert said["asked"] == ["camera", "location", "record"]  # what docs/field.md declares, and nothing else
    assert "PATCH" not in said["methods"]
    session.refresh_from_db()
    assert session.state == SessionState.SUBMITTED
    media = Media.objects.filter(session=session).order_by("packet__sequence")
    assert [each.kind for each in media] == ["photo", "photo", "photo", "clip"]
    assert [each.packet["sequence"] for each in media] == [1, 2, 3, 4]
    assert all(each.challenge and each.packet["original_width"] for each in media)
    assert Upload.objects.count() == 0


def test_what_it_weighs_and_what_it_asks_for() -> None:
    size = sum(file.stat().st_size for file in BUNDLE.rglob("*") if file.is_file())
    assert size <= MAIN_PACKAGE
    said = json.loads((BUNDLE / "app.json").read_text(encoding="utf-8"))
    assert set(said["permission"]) == {"scope.userLocation"}
    assert said["requiredPrivateInfos"] == ["getLocation"]
    declared = (FIELD.parent / "docs" / "field.md").read_text(encoding="utf-8")
    assert said["permission"]["scope.userLocation"]["desc"]
    assert all(f"| {name}" in declared for name in ("camera", "microphone", "location"))
    program = "".join(file.read_text(encoding="utf-8") for file in BUNDLE.rglob("*.js"))
    assert "scanCode" in program and "service cards" in declared
    assert not any(
        word in program for word in ("chooseImage", "chooseMedia", "getUserProfile", "onLocationChange")
    )
