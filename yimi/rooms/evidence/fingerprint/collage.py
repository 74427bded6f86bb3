"""Several pictures put together: cut along straight seams that run the whole height or width."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .decode import Grey, bounded
from .trim import Box

_SIDE = 384  # pixels seams are looked for at
_STEP = 9.0  # grey levels between neighbours that count as an edge
_RUN = 0.62  # share of a line that must be an edge
_CLEAR = 2.2  # times the next best line away from it
_NARROW = 0.18  # of the side: a tile is not narrower
MAX_TILES = 6


def tiles(image: Grey) -> list[Box]:
    """The boxes of the tiles, in pixels of `image` (height × width, grey); empty when there is no seam."""
    small = bounded(image, _SIDE)
    scale = image.shape[1] / small.shape[1]
    found = _split(small.astype(np.float32), (0, 0, small.shape[1], small.shape[0]), 0)
    if len(found) < 2 or len(found) > MAX_TILES:
        return []
    return [_scaled(box, scale, image.shape) for box in found]


def _split(image: NDArray[np.float32], box: Box, depth: int) -> list[Box]:
    left, top, right, bottom = box
    if depth == 3 or min(right - left, bottom - top) < 48:
        return [box]
    part = image[top:bottom, left:right]
    down, across = _seam(part), _seam(part.T)
    if down is None and across is None:
        return [box]
    if across is None or (down is not None and down[0] >= across[0]):
        assert down is not None
        at = left + down[1]
        halves = [(left, top, at, bottom), (at, top, right, bottom)]
    else:
        at = top + across[1]
        halves = [(left, top, right, at), (left, at, right, bottom)]
    return [found for half in halves for found in _split(image, half, depth + 1)]


def _seam(part: NDArray[np.float32]) -> tuple[float, int] | None:
    """(strength, column) of the clearest line that runs the whole height, not too near the sides."""
    edges = (np.abs(np.diff(part, axis=1)) > _STEP).mean(axis=0)
    first, last = int(_NARROW * part.shape[1]), int((1 - _NARROW) * part.shape[1])
    if last - first < 8:
        return None
    at = first + int(edges[first:last].argmax())
    strength = float(edges[at])
    near = np.ones(len(edges), bool)
    near[max(0, at - 6) : at + 7] = False
    window = edges[max(0, at - 40) : at + 41][near[max(0, at - 40) : at + 41]]
    usual = float(np.quantile(window, 0.9)) if len(window) else 0.0
    if strength < _RUN or strength < _CLEAR * usual:
        return None
    return strength, at + 1


def _scaled(box: Box, scale: float, shape: tuple[int, ...]) -> Box:
    left, top, right, bottom = (round(side * scale) for side in box)
    inset = max(1, round(scale))
    return (
        left + (inset if left else 0),
        top + (inset if top else 0),
        min(shape[1], right) - inset,
        min(shape[0], bottom) - inset,
    )
