"""The small pictures of the report."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from yimi.rooms.evidence.fingerprint.frames import decoded, picture

SIDE = 240
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


def preview(path: str, at_s: float | None) -> bytes:
    """A JPEG of at most SIDE pixels, or nothing: the report then says that there is no preview."""
    try:
        image = _frame(path, at_s) if at_s is not None else _photo(path)
        image.thumbnail((SIDE, SIDE))
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=62)
    except Exception:  # it was readable before; a preview is worth no stop
        return b""
    return out.getvalue()


def _photo(path: str) -> Image.Image:
    with Image.open(path, formats=_FORMATS) as opened:
        opened.draft("RGB", (2 * SIDE, 2 * SIDE))
        return ImageOps.exif_transpose(opened)


def _frame(path: str, at_s: float) -> Image.Image:
    last = None
    for at, frame in decoded(path):
        last = frame
        if at >= at_s - 0.02:
            break
    if last is None:
        raise ValueError("no picture")
    return Image.fromarray(picture(last, 2 * SIDE))
