"""The picture a reviewer looks at: the stored one, the searched one laid over it, and where they agree."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from . import blocks, trim
from .decode import Grey, bounded
from .record import Record
from .verdict import Finding

Colour = NDArray[np.uint8]  # height × width × 3, RGB
_AGREES, _DIFFERS, _PAINTED = (40, 160, 80), (200, 60, 50), (230, 170, 40)


def side_by_side(master: Grey, stored: Record, finding: Finding, side: int = 512) -> Colour:
    """Three panels of equal height, RGB: stored · searched, laid over it · agreement by blocks.

    master: the searched picture (grey); finding: what `verify` said of it against `stored`.
    Green blocks agree, red differ, amber were painted over. Raises ValueError for a finding without a matrix.
    """
    if len(finding.matrix) != 9 or finding.box is None:
        raise ValueError("this finding lays nothing over anything")
    width, height = stored.size
    base = np.asarray(cv2.resize(stored.picture, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    view = bounded(trim.cut(master, finding.box), 512)
    asked = np.ascontiguousarray(view[:, ::-1]) if finding.mirrored else view
    matrix = np.array(finding.matrix).reshape(3, 3)
    laid = np.asarray(cv2.warpPerspective(asked, matrix, (width, height)), np.uint8)
    small = np.diag([stored.picture.shape[1] / width, stored.picture.shape[0] / height, 1.0])
    agreement, _ = blocks.compare(asked, stored.picture, small @ matrix)
    panels = [_rgb(base), _rgb(laid), _marked(base, agreement.map)]
    scale = side / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.hstack([np.asarray(cv2.resize(panel, size), np.uint8) for panel in panels])


def _rgb(image: Grey) -> Colour:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2RGB), np.uint8)


def _marked(base: Grey, marks: NDArray[np.int8]) -> Colour:
    colours = np.zeros((*marks.shape, 3), np.uint8)
    for value, colour in ((1, _AGREES), (0, _DIFFERS), (2, _PAINTED)):
        colours[marks == value] = colour
    size = (base.shape[1], base.shape[0])
    tint = np.asarray(cv2.resize(colours, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    return np.asarray(cv2.addWeighted(_rgb(base), 0.6, tint, 0.4, 0), np.uint8)
