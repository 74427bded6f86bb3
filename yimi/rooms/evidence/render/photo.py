"""Copies of a photo for looking at: re-encoded, upright, in sRGB, without any metadata."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageCms

from yimi.rooms.evidence.intake.pixels import Picture, upright
from yimi.rooms.evidence.render.strip import under

DISPLAY_SIDE = 1600  # pixels, longest side of the picture above its strip
THUMBNAIL_SIDE = 480
_QUALITY = 82


def display_copy(source: Picture, lines: Sequence[str]) -> bytes:
    """A JPEG of at most 1600 px with the lines burned in below: what reviewers look at (D9, original sealed).

    Raises Unacceptable when the source does not decode, FontMissing when the typeface is not installed.
    """
    return as_jpeg(under(_in_srgb(upright(source, DISPLAY_SIDE)), lines))


def thumbnail(source: Picture, side: int = THUMBNAIL_SIDE) -> bytes:
    """A JPEG whose longest side is at most `side` pixels."""
    return as_jpeg(_in_srgb(upright(source, side)), quality=76)


def as_jpeg(picture: Image.Image, quality: int = _QUALITY) -> bytes:
    """Encode RGB pixels, and nothing but pixels: EXIF, comments and profiles stay behind."""
    clean = picture.copy()
    clean.info = {}
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Phones write Display P3; dropping the profile without converting would dull every colour."""
    profile = picture.info.get("icc_profile")
    if not profile:
        return picture
    try:
        written = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            picture, written, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a broken profile must not lose the picture
    return converted or picture
