"""The challenge on a card is read back from the photo; nothing is read where nothing stands."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from yimi.rooms.evidence import demo_pictures
from yimi.rooms.evidence.reading import digits, lines

PHOTOS = demo_pictures.photos()


def with_code(number: int, code: str) -> bytes:
    return demo_pictures.with_card(PHOTOS[number].read_bytes(), code)


@pytest.mark.parametrize(("number", "code"), [(3, "4821"), (7, "0093")])
def test_the_code_on_a_card_is_read(number: int, code: str) -> None:
    assert code in digits(lines(with_code(number, code)))


def test_a_tilted_recompressed_card_is_read() -> None:
    image = Image.open(io.BytesIO(with_code(11, "7756"))).rotate(10)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=40)
    found = digits(lines(out.getvalue()))
    assert "7756" in found
    assert "7757" not in found


def test_a_photo_without_a_card_shows_no_code() -> None:
    assert not [number for number in digits(lines(PHOTOS[5])) if len(number) == 4]
