"""Local features: RootSIFT, evenly spread over the picture, and their mirror images without a second extraction."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .decode import WORK_SIDE, Grey, bounded

STORED = 176  # features kept of a stored picture: about 5.3 KB with its share of the inverted lists
ASKED = 400  # features of a searched picture
_GRID = 4  # cells a side; strokes of a watermark or a title cannot eat the budget of the other cells
_DETECTOR = cv2.SIFT.create(nfeatures=0, contrastThreshold=0.015, edgeThreshold=12)


def _mirror_order() -> NDArray[np.int64]:
    """Of a descriptor's 4 × 4 × 8 bins (row, column, direction): rows and directions reversed."""
    order = np.arange(128).reshape(4, 4, 8)[::-1, :, (-np.arange(8)) % 8]
    return order.reshape(128).copy()


MIRROR = _mirror_order()


@dataclass(frozen=True)
class Features:
    """size: (width, height) of the work picture in pixels · xy: n × 2 float32, pixels · scale: n, pixels ·
    angle: n, degrees clockwise as OpenCV counts · descriptors: n × 128 float32 RootSIFT of unit length."""

    size: tuple[int, int]
    xy: NDArray[np.float32]
    scale: NDArray[np.float32]
    angle: NDArray[np.float32]
    descriptors: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.xy)

    def mirrored(self) -> Features:
        """The features the left-right mirrored picture would have: positions, angles and bins permuted."""
        xy = self.xy.copy()
        xy[:, 0] = self.size[0] - 1 - xy[:, 0]
        return Features(self.size, xy, self.scale, (540 - self.angle) % 360, self.descriptors[:, MIRROR])

    def first(self, count: int) -> Features:
        """The strongest `count` (they stand in turns of the grid cells, strongest first)."""
        cut = slice(0, count)
        return Features(self.size, self.xy[cut], self.scale[cut], self.angle[cut], self.descriptors[cut])


def features(image: Grey, count: int = ASKED, avoid: NDArray[np.uint8] | None = None) -> Features:
    """At most `count` features of a grey picture, computed at WORK_SIDE pixels, round-robin over grid cells.

    avoid: 1 where none is taken, of the size of the work picture.
    """
    work = bounded(image, WORK_SIDE)
    size = (work.shape[1], work.shape[0])
    found = [point for point in _DETECTOR.detect(work, None) if point.response > 0]
    if avoid is not None:
        found = [point for point in found if not avoid[int(point.pt[1]), int(point.pt[0])]]
    chosen = _spread(found, size, count)
    points, raw = _DETECTOR.compute(work, chosen) if chosen else ((), None)
    if raw is None or not len(points):
        none = np.zeros(0, np.float32)
        return Features(size, np.zeros((0, 2), np.float32), none, none, np.zeros((0, 128), np.float32))
    xy = np.array([point.pt for point in points], np.float32)
    scale = np.array([point.size for point in points], np.float32)
    angle = np.array([point.angle for point in points], np.float32)
    return Features(size, xy, scale, angle, _root(np.asarray(raw, np.float32)))


def _spread(points: list[cv2.KeyPoint], size: tuple[int, int], count: int) -> list[cv2.KeyPoint]:
    """Take from each cell in turn; inside a cell the strongest and the largest alternate.

    Large ones survive when the picture comes back small (a screenshot of a chat, a tile of a collage).
    """
    if not points:
        return []
    at = np.array([point.pt for point in points])
    cell = np.minimum((at / (np.array(size) / _GRID)).astype(int), _GRID - 1) @ np.array([1, _GRID])
    strength = np.array([point.response for point in points])
    large = strength * np.array([point.size for point in points])
    rank = np.minimum(2 * _rank_within(cell, strength), 2 * _rank_within(cell, large) + 1)
    order = np.lexsort((-strength, rank))
    return [points[place] for place in order[:count]]


def _rank_within(cell: NDArray[np.int64], value: NDArray[np.float64]) -> NDArray[np.int64]:
    order = np.lexsort((-value, cell))
    starts = np.searchsorted(cell[order], cell[order], side="left")
    rank = np.empty(len(cell), np.int64)
    rank[order] = np.arange(len(cell)) - starts
    return rank


def _root(raw: NDArray[np.float32]) -> NDArray[np.float32]:
    total = np.maximum(raw.sum(axis=1, keepdims=True), 1e-6)
    root: NDArray[np.float32] = np.sqrt(raw / total).astype(np.float32)
    return root
