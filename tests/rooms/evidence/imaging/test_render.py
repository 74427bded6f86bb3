from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.rooms.evidence.imaging import attacks
from yimi.rooms.evidence import demo_pictures
from yimi.rooms.evidence.fingerprint import Pdq, compare
from yimi.rooms.evidence.render import (
    Box,
    FontMissing,
    blur_faces,
    blurred_clip,
    blurred_copy,
    clip_copy,
    display_copy,
    faces,
    fonts,
    poster,
    strip,
    thumbnail,
)

LINES = [
    "2026-11-21 14:02:33  重庆市黔江区石家镇渗坝村",
    "场次 S-500114-26Q4-000123 · 拍摄 张晓梅 · 校验 9f3a21bc",
]
AT = datetime(2026, 11, 21, 6, 2, 33, tzinfo=UTC)
PHOTO = demo_pictures.taken(demo_pictures.photos()[2].read_bytes(), AT, 108.77, 29.53)
CLIP = demo_pictures.clips()[0]
PEOPLE = ("000000011051", "000000006954", "000000000459", "000000006763")


def opened(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg))
    picture.load()
    return picture


def played(mp4: bytes) -> tuple[list[Image.Image], av.container.InputContainer]:
    container = av.open(io.BytesIO(mp4))
    return [frame.to_image() for frame in container.decode(video=0)], container


def test_a_display_copy_carries_its_strip_and_no_metadata() -> None:
    copy = opened(display_copy(PHOTO, LINES))
    original = opened(PHOTO)
    assert copy.width == original.width
    assert copy.height > original.height
    assert not copy.getexif()
    assert not set(copy.info) & {"exif", "comment", "icc_profile", "xmp"}
    assert b"Exif" not in display_copy(PHOTO, LINES)


def test_the_strip_shows_chinese_letters_not_boxes() -> None:
    drawn = {letter: np.asarray(strip(300, [letter])).tobytes() for letter in "重庆市黔江区渗坝村"}
    assert len(set(drawn.values())) == len(drawn)


def test_the_strip_does_not_hide_the_picture() -> None:
    pdq = Pdq()
    copy, original = opened(display_copy(PHOTO, LINES)), opened(PHOTO)
    above = copy.crop((0, 0, copy.width, original.height))
    assert compare(pdq.of_photo(above), pdq.of_photo(PHOTO).upright).same_picture


def test_a_long_line_is_wrapped_and_every_picture_is_bounded() -> None:
    assert strip(400, ["很长" * 60]).height > strip(400, ["短"]).height
    large = io.BytesIO()
    Image.effect_noise((3000, 2000), 50).save(large, "JPEG")
    assert opened(display_copy(large.getvalue(), [])).size == (1600, 1067)
    assert max(opened(thumbnail(large.getvalue())).size) == 480
    assert opened(thumbnail(PHOTO, 5000)).size == opened(PHOTO).size


def test_a_sideways_photo_is_shown_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = attacks.with_segment(demo_pictures.photos()[2].read_bytes(), 0xE1, exif.tobytes())
    assert opened(display_copy(sideways, [])).size == opened(sideways).size[::-1]


def test_without_its_typeface_the_error_names_the_cure() -> None:
    with pytest.raises(FontMissing, match="npm ci"):
        fonts.font_path((Path("/nowhere"),))


def test_a_blurred_place_holds_next_to_nothing() -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200, 3), np.uint8))
    inside = np.asarray(blur_faces(noise, [Box(60, 60, 140, 140)]))[60:140, 60:140].astype(int)
    assert np.abs(np.diff(inside, axis=1)).max() <= 4
    assert (
        np.asarray(blur_faces(noise, [Box(60, 60, 140, 140)]))[:30].tobytes()
        == np.asarray(noise)[:30].tobytes()
    )
    blur_faces(noise, [Box(-50, -50, 20, 20), Box(190, 190, 400, 400), Box(10, 10, 10, 10)])


def test_faces_that_were_blurred_are_not_found_again(capsys: pytest.CaptureFixture[str]) -> None:
    shared = attacks.wider_set()
    if shared is None:
        pytest.skip("../shared/data is not here: no picture with people was blurred")
    ran = found = 0
    for path in sorted((shared / "photos" / "coco128").iterdir()):
        if not any(name in path.name for name in PEOPLE):
            continue
        before = [box for box in faces(path, (640,), 0.5) if box.height >= 30]
        blurred, count = blurred_copy(path)
        after = [box for box in faces(blurred, (640,), 0.5) if box.height >= 30]
        ran, found = ran + 1, found + len(before)
        assert count >= len(before) > 0
        assert after == []
    with capsys.disabled():
        print(
            f"\n{ran} real photos with people, {found} sure faces of 30 px and more before blurring, 0 after"
        )
    assert ran == len(PEOPLE)


def test_a_clip_copy_plays_in_a_browser() -> None:
    mp4 = clip_copy(CLIP, LINES)
    pictures, container = played(mp4)
    stream = container.streams.video[0]
    assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
    assert stream.codec_context.codec_tag == "avc1"
    assert mp4.index(b"moov") < mp4.index(b"mdat")
    assert set(container.metadata) <= {"major_brand", "minor_version", "compatible_brands"}
    assert (pictures[0].width, len(pictures)) == (480, 210)
    assert pictures[0].height > 270


def test_sound_is_kept_in_the_copy_and_dropped_from_the_blurred_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shared = attacks.wider_set()
    if shared is None:
        pytest.skip("../shared/data is not here: no clip with sound was rewritten")
    path = shared / "videos" / "me_withgps.mov"
    pictures, container = played(clip_copy(path, LINES))
    assert [stream.type for stream in container.streams] == ["video", "audio"]
    assert pictures[0].height > pictures[0].width
    blurred, _faces = blurred_clip(path)
    pictures, container = played(blurred)
    assert [stream.type for stream in container.streams] == ["video"]
    assert len(pictures) == 120
    assert not any("location" in key for key in container.metadata)


def test_a_face_in_a_clip_is_blurred_from_first_to_last_picture(capsys: pytest.CaptureFixture[str]) -> None:
    shared = attacks.wider_set()
    if shared is None:
        pytest.skip("../shared/data is not here: no face was blurred in a clip")
    face = next(path for path in (shared / "photos" / "coco128").iterdir() if PEOPLE[-2] in path.name)
    still = np.asarray(Image.open(face).convert("RGB").resize((480, 360)))
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 480, 360, "yuv420p"
        for number in range(12):
            moved = np.roll(still, 4 * number, axis=1)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(moved, format="rgb24")))
        container.mux(stream.encode(None))
    blurred, count = blurred_clip(out.getvalue())
    pictures, _container = played(blurred)
    assert count >= 1
    assert len(pictures) == 12
    for picture in pictures[::3]:
        assert [box for box in faces(picture, (640,), 0.5) if box.height >= 30] == []


def test_a_poster_is_a_small_jpeg() -> None:
    assert opened(poster(demo_pictures.clips()[5])).size == (360, 480)
