"""Watermarks in the styles people use are read off drawn photos; notices, spans and blur are left alone."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from PIL import Image, ImageDraw, ImageFilter

from yimi.rooms.evidence import demo_pictures
from yimi.rooms.evidence.reading import Line, lines, watermark_of
from yimi.rooms.evidence.render.fonts import font
from yimi.rooms.evidence.render.strip import under

PHOTOS = demo_pictures.photos()
OCTOBER = (2026, 10, 21, 14, 5)
NUMBER = "S-500114-26Q4-000123"


@pytest.mark.parametrize(
    ("text", "stamps"),
    [
        ("14:05 2026-10-21 星期三", [OCTOBER]),
        ("2026.10.21 14:05", [OCTOBER]),
        ("2026/10/21 14:05:33", [OCTOBER]),
        ("2026年10月21日 14时05分", [OCTOBER]),
        ("时间：2026年10月21日下午2:05", [OCTOBER]),
        ("2026-10-2114:05", [OCTOBER]),  # the reader drops spaces
        ("20261021 14:05", [OCTOBER]),
        ("2026:10:21 14:05:09", [OCTOBER]),
        ("2026.10.21 14:051", [OCTOBER]),  # a bar
        ("2026.10.21 14:0512", []),
        ("10月21日 14:05", [(None, 10, 21, 14, 5)]),
        ("10-21 14:05", [(None, 10, 21, 14, 5)]),
        ("2026.10.21 星期三", [(2026, 10, 21, None, 0)]),
        ("收到 2026-10-21 14:05:33 · 手机记录的拍摄时间 10-21 14:03", [OCTOBER, (None, 10, 21, 14, 3)]),
        ("2026年10月21日", []),  # a banner
        ("10-21", []),
        ("培训 10月21日 14:30-16:00", []),  # an announcement
        ("2026.13.41 14:05", []),
        ("29.53341, 108.77021 ±12 m", []),
        ("023-79221405", []),
        ("14:05", []),
    ],
)
def test_dates_with_a_time_or_weekday_are_stamps(text: str, stamps: list[object]) -> None:
    assert list(watermark_of([Line(text, 0, 0, 200, 20)]).stamps) == stamps


def test_the_large_time_beside_the_small_date_belongs_to_it_and_a_far_one_does_not() -> None:
    date = Line("2026.10.21", 150, 400, 260, 420)
    assert watermark_of([date, Line("14:05", 10, 395, 130, 450)]).stamps == (OCTOBER,)
    assert watermark_of([date, Line("14:05", 10, 20, 130, 50)]).stamps == ()
    assert watermark_of([date, Line("营业时间 14:05 起，欢迎光临", 10, 395, 130, 450)]).stamps == ()


def test_a_session_number_is_read_as_the_reader_sees_it() -> None:
    for text in (f"{NUMBER} · 冯* 上传", "S-500114-2604-000123", "S—500114—26Q4—000123"):
        assert watermark_of([Line(text)]).numbers == (NUMBER,)
    assert watermark_of([Line("C-500114-26Q4-0012")]).numbers == ()


def photo(number: int) -> Image.Image:
    return Image.open(PHOTOS[number]).convert("RGB")


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def big_clock(image: Image.Image) -> Image.Image:
    """A large time, a bar, date and weekday in two small lines beside it, the place below."""
    pen, foot = ImageDraw.Draw(image), image.height - 90
    pen.text((12, foot), "14:05", font=font(44), fill="white", stroke_width=1, stroke_fill="gray")
    pen.rectangle((136, foot + 6, 139, foot + 46), fill=(255, 196, 0))
    for line, words in enumerate(("2026.10.21", "星期三  晴 18℃")):
        place = (148, foot + 2 + 24 * line)
        pen.text(place, words, font=font(20), fill="white", stroke_width=1, stroke_fill="gray")
    pen.text(
        (12, foot + 58),
        "重庆市·黎水镇新花村",
        font=font(20),
        fill="white",
        stroke_width=1,
        stroke_fill="gray",
    )
    return image


def test_a_watermark_cameras_stamp_is_read_off_the_photo() -> None:
    drawn = demo_pictures.watermarked(PHOTOS[7].read_bytes(), datetime(2026, 10, 21, 14, 5), "黎水镇新花村")
    assert watermark_of(lines(drawn)).stamps == (OCTOBER,)
    assert watermark_of(lines(jpeg(big_clock(photo(12))))).stamps == (OCTOBER,)


def test_this_products_own_strip_is_read_off_its_display_copy() -> None:
    strip = [
        "收到 2026-10-21 14:05:33 · 手机记录的拍摄时间 10-21 14:03",
        f"{NUMBER} · 冯* 上传",
        "SHA-256 0f3a",
    ]
    found = watermark_of(lines(jpeg(under(photo(9).resize((1200, 1600)), strip))))
    assert found.stamps[0] == OCTOBER and found.numbers == (NUMBER,)


def test_a_blurred_stamp_and_a_plain_photo_say_nothing() -> None:
    blurred = big_clock(photo(12)).filter(ImageFilter.GaussianBlur(9))
    for picture in (jpeg(blurred), PHOTOS[5]):
        found = watermark_of(lines(picture))
        assert (found.stamps, found.numbers) == ((), ())
