"""The Chinese typeface of every burned-in strip: Noto Sans SC (OFL), from vendored static files or npm."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_FILE = "NotoSansSC_400Regular.ttf"
_YIMI = Path(__file__).resolve().parents[3]
PLACES = (
    _YIMI / "static" / "vendor" / "fonts" / _FILE,
    _YIMI.parent / "node_modules" / "@expo-google-fonts" / "noto-sans-sc" / "400Regular" / _FILE,
)


class FontMissing(Exception):
    """The typeface is not installed; the message says how to get it."""


def font_path(places: tuple[Path, ...] = PLACES) -> Path:
    """The first place that has the typeface. Raises FontMissing with the cure."""
    for place in places:
        if place.is_file():
            return place
    looked = ", ".join(str(place) for place in places)
    raise FontMissing(f"Chinese typeface {_FILE} not found in {looked}. Cure: run `npm ci` or `make run`.")


@lru_cache(maxsize=16)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The typeface at `size` pixels."""
    return ImageFont.truetype(str(font_path()), size)
