from __future__ import annotations

import pytest

from tests.cast import BY, Cast
from tests.doors.client import StrictClient
from yimi.doors.porch import files
from yimi.doors.porch.files import Sent
from yimi.kernel.files import store

BYTES = bytes(range(100))


@pytest.fixture
def kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """One clip that only 李 may see, and a page somebody uploaded as a file."""
    monkeypatch.setattr(files, "_kinds", {})
    clip = store(BYTES, media_type="video/mp4", by=BY)
    page = store(b"<script>alert(1)</script>", media_type="text/html", by=BY)
    files.register("clip", lambda request, key: Sent(clip) if request.user == cast.village_li else None)
    files.register("page", lambda request, key: Sent(page, name="现场.html"))
    return cast


def test_who_may_not_see_a_file_does_not_learn_that_it_exists(kept: Cast) -> None:
    assert StrictClient.of(kept.village_li).get("/files/clip/1").status_code == 200
    assert StrictClient.of(kept.stranger).get("/files/clip/1").status_code == 404
    assert StrictClient.of(kept.village_li).get("/files/unknown/1").status_code == 404
    assert StrictClient().get("/files/clip/1").status_code == 302


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=90-", 90, 99), ("bytes=-10", 90, 99), ("bytes=95-500", 95, 99)],
)
def test_a_part_of_a_clip(kept: Cast, asked: str, first: int, last: int) -> None:
    part = StrictClient.of(kept.village_li).get("/files/clip/1", headers={"Range": asked})
    assert part.status_code == 206
    assert part.headers["Content-Range"] == f"bytes {first}-{last}/100"
    assert b"".join(part.streaming_content) == BYTES[first : last + 1]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "asked", ["bytes=100-", "bytes=9-1", "bytes=-0", "bytes=-", "bytes=0-1,5-6", "lines=1-2"]
)
def test_a_part_that_does_not_exist(kept: Cast, asked: str) -> None:
    assert StrictClient.of(kept.village_li).get("/files/clip/1", headers={"Range": asked}).status_code == 416


def test_nothing_uploaded_ever_runs_in_our_pages(kept: Cast) -> None:
    answer = StrictClient.of(kept.village_li).get("/files/page/1")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_shared_cache_keeps_a_file(kept: Cast) -> None:
    answer = StrictClient.of(kept.village_li).get("/files/clip/1")
    assert "private" in answer.headers["Cache-Control"]
    again = StrictClient.of(kept.village_li).get(
        "/files/clip/1", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
