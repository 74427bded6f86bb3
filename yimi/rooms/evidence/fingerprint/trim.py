"""Where is the picture in the picture? Margins, letterbox bars, a screenshot's frame, a photo pasted on a page."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .decode import Grey, bounded

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels, right and bottom excluded
_SIDE = 256  # pixels the frame is looked for at
_EVEN = 7  # grey levels within which a pixel is still the frame's colour
_RING = 0.45  # share of the outermost ring that must have the frame's colour
_LEAST, _MOST = 0.04, 0.97  # share of the whole that what is inside the frame may fill
_FILLED = 0.62  # share of a box its content must fill: pictures are rectangles, garments on a sheet are not


def content(image: Grey) -> Box | None:
    """The box of the largest rectangular thing on an even frame; None when there is no such frame.

    image: height × width, grey.
    """
    small = bounded(image, _SIDE)
    frame = _frame_colour(small)
    if frame is None:
        return None
    # no closing of gaps: the icons and words of a screen must not grow together with the picture
    other = (np.abs(small.astype(np.int16) - frame) > _EVEN).astype(np.uint8)
    thing = cv2.morphologyEx(other, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(thing, connectivity=4)
    if count < 2:
        return None
    left, top, width, height, area = stats[1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())].tolist()
    share = width * height / small.size
    if not _LEAST < share < _MOST or area < _FILLED * width * height or min(width, height) < 24:
        return None
    scale = image.shape[1] / small.shape[1]
    box = (np.array([left, top, left + width, top + height]) * scale).round().astype(int)
    margin = int(np.ceil(scale)) if scale > 1 else 0
    return (
        int(box[0]) + margin,
        int(box[1]) + margin,
        min(image.shape[1], int(box[2])) - margin,
        min(image.shape[0], int(box[3])) - margin,
    )


def cut(image: Grey, box: Box) -> Grey:
    """The part of a picture inside a box."""
    return np.ascontiguousarray(image[box[1] : box[3], box[0] : box[2]])


def _frame_colour(small: Grey) -> int | None:
    """The commonest grey of two opposite edges, when it holds enough of them."""
    sides: list[NDArray[np.uint8]] = [
        small[:2].ravel(),
        small[-2:].ravel(),
        small[:, :2].ravel(),
        small[:, -2:].ravel(),
    ]
    best: tuple[float, int] | None = None
    for pair in ((0, 1), (2, 3), (0, 1, 2, 3)):
        ring = np.concatenate([sides[number] for number in pair])
        colour = int(np.bincount(ring, minlength=256).argmax())
        held = float((np.abs(ring.astype(np.int16) - colour) <= _EVEN).mean())
        if held > max(_RING, best[0] if best else 0) + (0.25 if len(pair) == 2 else 0):
            best = (held, colour)
    return best[1] if best else None
