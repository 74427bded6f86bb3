"""From a file to a grey picture no larger than the search needs: the scaled decode every fingerprint starts from."""

from __future__ import annotations

import io
import math
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageOps

from yimi.rooms.evidence.intake.findings import MAX_PIXELS, Unacceptable

Grey = NDArray[np.uint8]  # height × width
MASTER_SIDE = 960  # pixels of the longer side asked of the JPEG decoder: a quarter of a 12-megapixel photo
WORK_SIDE = 512  # pixels of the longer side the features are computed on
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
pillow_heif.register_heif_opener(thumbnails=False)


def grey(source: Path | str | bytes, side: int = MASTER_SIDE) -> Grey:
    """Decode a photo upright to grey, longest side between `side` and twice that (less if the file is smaller).

    A JPEG is decoded at its DCT scale and luma only, so 12 megapixels are never in memory.
    Raises Unacceptable("undecodable" | "too_many_pixels").
    """
    try:
        opened = io.BytesIO(source) if isinstance(source, bytes) else source
        with Image.open(opened, formats=_FORMATS) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise Unacceptable("too_many_pixels", width=width, height=height)
            scale = min(1.0, side / max(width, height))
            picture.draft("L", (math.ceil(width * scale), math.ceil(height * scale)))
            upright = ImageOps.exif_transpose(picture)
            return bounded(np.array(_luma(upright)), 2 * side)
    except Unacceptable:
        raise
    except (
        Exception
    ) as failure:  # decoders complain in many ways (HEIC: EOFError); the file is bad, not the program
        raise Unacceptable("undecodable") from failure


def bounded(image: Grey, side: int) -> Grey:
    """The same picture with its longer side at most `side` pixels (area averaging, never enlarged)."""
    scale = side / max(image.shape[:2])
    if scale >= 1:
        return image
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def luma(image: NDArray[np.uint8]) -> Grey:
    """Grey of an RGB array (height × width × 3); a grey array comes back as it is."""
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False) if image.ndim == 3 else image


def _luma(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        paper = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, layer).convert("L")
    return picture.convert("L")
