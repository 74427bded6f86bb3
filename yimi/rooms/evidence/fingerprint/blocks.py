"""The dense check: lay one picture over the other and ask block by block whether they show the same.

Geometry alone accuses the innocent: a floor photographed twice agrees in its corners. Of the same picture,
the texture between the corners agrees too (evidence.md §3.3).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .decode import Grey

BLOCK = 12  # pixels of the small stored picture (24 of the work picture)
AGREES = 0.75  # normalised correlation at or above which a block agrees
MIN_BLOCKS = 8
_TEXTURE = 6.0  # grey levels of standard deviation below which a block says nothing
_WANDER = 1  # pixels a block may look around itself: lenses and screens bend pictures
_STROKE = 18.0  # grey levels a painted stroke stands out from all tones nearby
_OTHER_TONE = 35.0  # grey levels by which an even block differs in tone
_NEARBY = 7  # pixels: nearby
_THICK = 11  # pixels: no stroke is as thick

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Agreement:
    """blocks: textured blocks of the overlap · agreeing: those that show the same · overlap: share of the stored
    picture covered, 0–1 · covered: share of the searched picture it fills · map: rows × columns of int8
    (-1 not compared, 0 differs, 1 agrees, 2 painted over) · region: share of the overlap the largest connected
    stretch of differing blocks takes: another thing lies there · gain, offset: tone change asked = gain × stored + offset."""

    blocks: int
    agreeing: int
    overlap: float
    covered: float
    map: NDArray[np.int8]
    gain: float = 1.0
    offset: float = 0.0
    region: float = 0.0

    @property
    def share(self) -> float:
        """Of the textured overlap blocks, those that agree (0–1)."""
        return self.agreeing / self.blocks if self.blocks else 0.0


def compare(asked: Grey, stored: Grey, matrix: NDArray[np.float64]) -> tuple[Agreement, NDArray[np.float64]]:
    """Compare a searched picture with a small stored one.

    matrix: 3 × 3 from pixels of `asked` to pixels of `stored`. Returns the agreement and the refined matrix.
    """
    matrix = _refined(asked, stored, matrix)
    laid, inside = _laid(asked, stored, matrix)
    zoom = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2] / matrix[2, 2]))))
    below = _smooth(stored.astype(np.float32), 0.6 * max(1.0, zoom))
    return _counted(_smooth(laid, 0.6), below, inside, asked.shape, matrix), matrix


def _laid(asked: Grey, stored: Grey, matrix: NDArray[np.float64]) -> tuple[Array, NDArray[np.bool_]]:
    size = (stored.shape[1], stored.shape[0])
    zoom = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2] / matrix[2, 2]))))
    source = asked
    if zoom < 0.8:  # shrinking: blur first, or fine texture turns into noise
        source = cv2.GaussianBlur(asked, (0, 0), 0.45 / zoom).astype(np.uint8, copy=False)
    laid = cv2.warpPerspective(source, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    whole = np.full(asked.shape[:2], 255, np.uint8)
    inside = cv2.warpPerspective(whole, matrix, size, flags=cv2.INTER_NEAREST, borderValue=0) > 0
    return laid.astype(np.float32), inside


def _refined(asked: Grey, stored: Grey, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slide the alignment to the best correlation; the features alone are a pixel or two off."""
    laid, inside = _laid(asked, stored, matrix)
    if inside.mean() < 0.02:
        return matrix
    warp = np.eye(2, 3, dtype=np.float32)
    stop = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 15, 1e-3)
    try:
        score, found = cv2.findTransformECC(
            stored.astype(np.float32), laid, warp, cv2.MOTION_AFFINE, stop, inside.astype(np.uint8) * 255, 5
        )
    except cv2.error:
        return matrix
    warp = np.asarray(found, np.float32)
    if score < 0.3 or np.abs(warp[:, :2] - np.eye(2)).max() > 0.08 or np.abs(warp[:, 2]).max() > 12:
        return matrix
    back = np.linalg.inv(np.vstack([warp.astype(np.float64), [0, 0, 1]]))
    return back @ matrix


def _counted(
    laid: Array, below: Array, inside: NDArray[np.bool_], asked: tuple[int, ...], matrix: NDArray[np.float64]
) -> Agreement:
    rows, columns = below.shape[0] // BLOCK, below.shape[1] // BLOCK
    whole = _tiled(inside.astype(np.float32)).mean(axis=(2, 3)) > 0.98
    gain, offset = _tone(laid, below, inside)
    clear = 1 - _painted(laid, np.clip(gain * below + offset, 0, 255), inside)
    best = np.full((rows, columns), -1.0, np.float32)
    stored = _tiled(below)
    for dy in range(-_WANDER, _WANDER + 1):
        for dx in range(-_WANDER, _WANDER + 1):
            moved, seen = (np.roll(one, (dy, dx), axis=(0, 1)) for one in (laid, clear))
            best = np.maximum(best, _correlation(_tiled(moved), stored, _tiled(seen)))
    painted = _tiled(clear).mean(axis=(2, 3)) < 0.45
    textured = (stored.std(axis=(2, 3)) > _TEXTURE) | (
        _tiled(laid).std(axis=(2, 3)) > _TEXTURE * max(gain, 0.3)
    )
    usable = whole & textured
    marks = np.where(usable, (best >= AGREES).astype(np.int8), -1)
    marks = np.where(usable & painted, 2, marks).astype(np.int8)
    region = _largest(whole & _other(laid, below, gain, offset, marks), whole)
    area = abs(np.linalg.det(np.linalg.inv(matrix / matrix[2, 2])[:2, :2])) * inside.sum()
    return Agreement(
        blocks=int(((marks == 0) | (marks == 1)).sum()),
        agreeing=int((marks == 1).sum()),
        overlap=float(inside.mean()),
        covered=min(1.0, float(area) / (asked[0] * asked[1])),
        map=marks,
        gain=gain,
        offset=offset,
        region=region,
    )


def _smooth(image: Array, sigma: float) -> Array:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float32)


def _tiled(image: Array) -> Array:
    rows, columns = image.shape[0] // BLOCK, image.shape[1] // BLOCK
    return image[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2)


def _correlation(one: Array, other: Array, weight: Array) -> Array:
    """Normalised correlation of each block, of its clear pixels only."""
    total = np.maximum(weight.sum(axis=(2, 3), keepdims=True), 1e-3)
    a = (one - (one * weight).sum(axis=(2, 3), keepdims=True) / total) * weight
    b = (other - (other * weight).sum(axis=(2, 3), keepdims=True) / total) * weight
    product = np.einsum("rcij,rcij->rc", a, b)
    power = np.einsum("rcij,rcij->rc", a, a) * np.einsum("rcij,rcij->rc", b, b)
    found: Array = product / np.sqrt(np.maximum(power, 1e-3))
    return found


def _tone(laid: Array, below: Array, inside: NDArray[np.bool_]) -> tuple[float, float]:
    """Least squares of the searched picture's grey on the stored one's."""
    if inside.sum() < 64:
        return 1.0, 0.0
    x, y = below[inside], laid[inside]
    spread = float(x.std())
    if spread < 1:
        return 1.0, float(y.mean() - x.mean())
    gain = float(((x - x.mean()) * (y - y.mean())).mean() / spread**2)
    return gain, float(y.mean() - gain * x.mean())


def _painted(laid: Array, expected: Array, inside: NDArray[np.bool_]) -> Array:
    """1 where strokes of a strip or a title lie: thin, and outside all tones the stored picture has nearby.

    A thing that stands elsewhere shows tones its surroundings have; another garment on the same sheet is not
    thin. Neither is masked, so neither is forgiven.
    """
    near = np.ones((_NEARBY, _NEARBY), np.uint8)
    above = laid > cv2.dilate(expected, near) + _STROKE
    under = laid < cv2.erode(expected, near) - _STROKE
    odd = ((above | under) & inside).astype(np.uint8)
    thick = cv2.morphologyEx(odd, cv2.MORPH_OPEN, np.ones((_THICK, _THICK), np.uint8))
    thin = np.where(cv2.dilate(thick, near) > 0, 0, odd).astype(np.uint8)
    return np.asarray(cv2.dilate(thin, np.ones((5, 5), np.uint8)), np.float32)


def _other(
    laid: Array, below: Array, gain: float, offset: float, marks: NDArray[np.int8]
) -> NDArray[np.bool_]:
    """Blocks that show something else: another texture, or an evenness of quite another tone."""
    expected = np.clip(gain * below + offset, 0, 255)
    tone = np.abs(_tiled(laid).mean(axis=(2, 3)) - _tiled(expected).mean(axis=(2, 3)))
    found: NDArray[np.bool_] = (marks == 0) | ((marks == -1) & (tone > _OTHER_TONE))
    return found


def _largest(blocks: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float:
    count, _, stats, _ = cv2.connectedComponentsWithStats(blocks.astype(np.uint8), connectivity=4)
    if count < 2 or not whole.any():
        return 0.0
    return float(stats[1:, cv2.CC_STAT_AREA].max()) / float(whole.sum())
