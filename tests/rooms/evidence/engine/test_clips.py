"""Clips and stills stand in one index: a clip made again, a still from a clip, a clip made of stills."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import islice, takewhile
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from yimi.rooms.evidence import demo_pictures
from yimi.rooms.evidence.fingerprint import Finding, Verdict, first, judge, look, luma, pack, parts, passages
from yimi.rooms.evidence.fingerprint.clips import borne_out, compared_until, in_step, looks
from yimi.rooms.evidence.fingerprint.frames import decoded, picture
from yimi.rooms.evidence.fingerprint.search import Part
from yimi.rooms.evidence.fingerprint.store.entries import Entry
from yimi.rooms.evidence.fingerprint.store.shard import Shard

CLIP = next(path for path in demo_pictures.clips() if path.stem == "table-1")
SECONDS = 7.0


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> list[Part]:
    shard = Shard(tmp_path_factory.mktemp("clips"))
    kept = takewhile(lambda pair: pair[0] < 1000 * SECONDS, looks(CLIP))
    shard.fill(Entry(0, at, pack(one.record)) for at, one in kept)
    return parts([shard])


def made_again(start_s: float, seconds: float, speed: float) -> bytes:
    """A stretch of the first clip: played faster, mirrored, cut a little, compressed again."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10, options={"crf": "32"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        wanted = start_s
        for at, frame in decoded(CLIP):
            if at < wanted or at > start_s + seconds:
                continue
            wanted += speed / 10
            image = picture(frame, 480)[:, ::-1]
            inner = np.ascontiguousarray(image[10:-10, 16:-16])
            small = np.asarray(cv2.resize(inner, (320, 240)), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(small, format="rgb24")))
        container.mux(stream.encode(None))
    return out.getvalue()


def test_a_stretch_of_a_clip_is_found_with_its_place_and_speed(index: list[Part]) -> None:
    findings, times = [], []
    for at, one in looks(made_again(2.0, 4.0, 1.25)):
        times.append(at)
        findings += [replace(found, searched_ms=at) for found in judge(one, index)[:1]]
    best = passages(findings, len(times))[0]
    assert best.media == 0
    assert borne_out(best, findings, times)
    assert best.share > 0.6
    if best.frames >= 3:
        assert best.speed == pytest.approx(1.25, abs=0.25)
        assert best.offset_s == pytest.approx(2.0, abs=1.2)


def test_a_still_from_a_clip_is_found(index: list[Part]) -> None:
    _, frame = next(islice(decoded(CLIP), 40, None))
    found = first(judge(look(luma(picture(frame, 400))), index))
    assert (found.verdict, found.media) == (Verdict.SAME_PICTURE, 0)


def test_a_long_clip_says_how_far_it_is_compared() -> None:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shade in range(130):
            one = np.full((48, 64, 3), shade, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(one, format="rgb24")))
        container.mux(stream.encode(None))
    assert compared_until(out.getvalue()) == 120
    assert compared_until(CLIP) is None


def test_frames_in_step_are_one_clip_and_frames_now_and_then_one_room() -> None:
    times = list(range(0, 10_000, 500))

    def found(media: int, at: int, frame_ms: int) -> Finding:
        return Finding(Verdict.SAME_PICTURE, media, frame_ms, searched_ms=at, agreement=0.9, inliers=20)

    stretch = [found(1, at, at + 3_000) for at in times[4:14]]
    room = [found(2, at, frame) for at, frame in ((0, 8_000), (4_000, 500), (9_500, 4_000))]
    photo = [found(3, 2_000, -1)]
    broken_off = [found(4, at, at + 1_000) for at in (*times[:6], times[18])]
    settled = in_step([*stretch, *room, *photo, *broken_off], times)
    said = {one.media: {each.verdict for each in settled if each.media == one.media} for one in settled}
    assert {media for media, verdicts in said.items() if verdicts == {Verdict.SAME_PICTURE}} == {1, 3, 4}
    assert said[2] == {Verdict.SAME_SCENE}


@pytest.mark.soak
def test_one_room_on_two_days_is_not_one_clip(tmp_path: Path) -> None:
    one, other = (demo_pictures.FOLDER / "clips" / f"room-{number}.mp4" for number in (1, 2))
    shard = Shard(tmp_path)
    shard.fill(Entry(1, at, pack(seen.record)) for at, seen in looks(one))
    held, times, findings = parts([shard]), [], []
    for at, seen in looks(other):
        times.append(at)
        findings += [replace(found, searched_ms=at) for found in judge(seen, held)]
    assert findings
    assert not any(borne_out(one, findings, times) for one in passages(findings, len(times)))
