"""Makes faces unrecognisable for good: what is left of a face is a few smooth colours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from yimi.rooms.evidence.intake.pixels import Picture, upright
from yimi.rooms.evidence.render.faces import SCALES, Box, faces
from yimi.rooms.evidence.render.photo import DISPLAY_SIDE, as_jpeg

Pixels = NDArray[np.uint8]
CELLS = 5  # a face keeps 5 × 5 averages; no recogniser works on that, and nothing can bring the rest back
GROW = 0.35  # share of the box added on every side: hair, ears and chin identify too


def blur_faces(picture: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    """A copy with every box reduced to 5 × 5 averages and smoothed. Irreversible: the detail is gone."""
    pixels = np.array(picture.convert("RGB"))
    blot(pixels, boxes)
    return Image.fromarray(pixels)


def blurred_copy(source: Picture, boxes: Sequence[Box] | None = None) -> tuple[bytes, int]:
    """A JPEG of at most 1600 px with faces blurred and no metadata, and how many faces were blurred.

    boxes: in pixels of that 1600-px picture, when a person has corrected them; None finds them.
    A person must look at it before it is published (quality.md §3).
    """
    picture = upright(source, DISPLAY_SIDE)
    found = faces(picture, SCALES) if boxes is None else list(boxes)
    return as_jpeg(blur_faces(picture, found)), len(found)


def blot(pixels: Pixels, boxes: Iterable[Box]) -> None:
    """Blur the boxes in place in an RGB array (height × width × 3)."""
    height, width = pixels.shape[:2]
    for box in boxes:
        left, right = _grown(box.left, box.right, width)
        top, bottom = _grown(box.top, box.bottom, height)
        if right - left < 1 or bottom - top < 1:
            continue
        part = pixels[top:bottom, left:right]
        few = cv2.resize(part, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
        few = cv2.GaussianBlur(few, (3, 3), 0.8)
        part[:] = cv2.resize(few, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)


def _grown(low: float, high: float, limit: int) -> tuple[int, int]:
    more = (high - low) * GROW
    return max(0, int(low - more)), min(limit, int(np.ceil(high + more)))
