"""Arithmetic on blocks: cut, correlated, compared in tone; what was painted over, what is another thing."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
BLOCK = 12  # pixels of the small stored picture (24 of the work picture)
_STROKE = 18.0  # grey levels a painted stroke stands out from all tones nearby
_OTHER_TONE = 35.0  # grey levels by which an even block differs in tone
_NEARBY = 7  # pixels: nearby
_THICK = 11  # pixels: no stroke is as thick


def tiled(image: Array) -> Array:
    """Rows × columns × BLOCK × BLOCK."""
    rows, columns = image.shape[0] // BLOCK, image.shape[1] // BLOCK
    return image[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2)


def correlation(one: Array, other: Array, weight: Array) -> Array:
    """Normalised correlation of each block, of its clear pixels only."""
    total = np.maximum(weight.sum(axis=(2, 3), keepdims=True), 1e-3)
    a = (one - (one * weight).sum(axis=(2, 3), keepdims=True) / total) * weight
    b = (other - (other * weight).sum(axis=(2, 3), keepdims=True) / total) * weight
    product = np.einsum("rcij,rcij->rc", a, b)
    power = np.einsum("rcij,rcij->rc", a, a) * np.einsum("rcij,rcij->rc", b, b)
    found: Array = product / np.sqrt(np.maximum(power, 1e-3))
    return found


def spread(one: Array, weight: Array) -> Array:
    """Standard deviation of each block, of its clear pixels only."""
    total = np.maximum(weight.sum(axis=(2, 3)), 1e-3)
    mean = (one * weight).sum(axis=(2, 3)) / total
    power = (one * one * weight).sum(axis=(2, 3)) / total - mean * mean
    found: Array = np.sqrt(np.maximum(power, 0))
    return found


def tone(laid: Array, below: Array, inside: NDArray[np.bool_]) -> tuple[float, float]:
    """Least squares of the searched picture's grey on the stored one's."""
    if inside.sum() < 64:
        return 1.0, 0.0
    x, y = below[inside], laid[inside]
    spread = float(x.std())
    if spread < 1:
        return 1.0, float(y.mean() - x.mean())
    gain = float(((x - x.mean()) * (y - y.mean())).mean() / spread**2)
    return gain, float(y.mean() - gain * x.mean())


def painted(laid: Array, expected: Array, inside: NDArray[np.bool_]) -> Array:
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


def other(
    laid: Array, below: Array, gain: float, offset: float, marks: NDArray[np.int8]
) -> NDArray[np.bool_]:
    """Blocks that show something else: another texture, or an evenness of quite another tone."""
    expected = np.clip(gain * below + offset, 0, 255)
    tone = np.abs(tiled(laid).mean(axis=(2, 3)) - tiled(expected).mean(axis=(2, 3)))
    found: NDArray[np.bool_] = (marks == 0) | ((marks == -1) & (tone > _OTHER_TONE))
    return found


def largest(blocks: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float:
    """Share of `whole` that the largest connected stretch of `blocks` takes."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(blocks.astype(np.uint8), connectivity=4)
    if count < 2 or not whole.any():
        return 0.0
    return float(stats[1:, cv2.CC_STAT_AREA].max()) / float(whole.sum())
