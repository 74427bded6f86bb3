"""The strip burned in under a display copy: time, place, session, who took it, hash prefix.

It is put below the picture, not over it: evidence is never covered. It says what the server knows; painted
pixels prove nothing by themselves, the sealed original does (domain D9).
"""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from yimi.rooms.evidence.render.fonts import font

_INK = (255, 255, 255)
_BAND = (24, 28, 34)


def strip(width: int, lines: Sequence[str], even: bool = False) -> Image.Image:
    """An RGB band `width` pixels wide with the lines in white, wrapped where they are too long.

    even: make the height even, as video needs it.
    """
    size = max(14, width // 42)
    face = font(size)
    margin, pitch = size // 2, round(size * 1.45)
    wrapped = [part for line in lines for part in _wrap(line, face, width - 2 * margin)]
    height = 2 * margin + pitch * len(wrapped)
    band = Image.new("RGB", (width, height + (height % 2 if even else 0)), _BAND)
    pen = ImageDraw.Draw(band)
    for number, line in enumerate(wrapped):
        pen.text((margin, margin + number * pitch), line, font=face, fill=_INK)
    return band


def under(picture: Image.Image, lines: Sequence[str]) -> Image.Image:
    """The picture with its strip below."""
    if not lines:
        return picture
    band = strip(picture.width, lines)
    whole = Image.new("RGB", (picture.width, picture.height + band.height))
    whole.paste(picture, (0, 0))
    whole.paste(band, (0, picture.height))
    return whole


def _wrap(line: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    parts, current = [], ""
    for letter in line:
        if current and face.getlength(current + letter) > width:
            parts.append(current)
            current = letter.lstrip()
        else:
            current += letter
    return [*parts, current] if current or not parts else parts
