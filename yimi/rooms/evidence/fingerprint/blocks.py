"""The dense check: lay one picture over the other and ask block by block whether they show the same.

Geometry alone accuses the innocent: a floor photographed twice agrees in its corners. Of the same picture,
the texture between the corners agrees too (evidence.md §3.3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import tiles
from .decode import Grey
from .laying import laid_over, refined, smooth

AGREES = 0.75  # normalised correlation at or above which a block agrees
MIN_BLOCKS = 8
_TEXTURE = 6.0  # grey levels of standard deviation below which a block says nothing
_WANDER = 1  # pixels a block may look around itself: lenses and screens bend pictures

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


def compare(
    asked: Grey, stored: Grey, matrix: NDArray[np.float64], strokes: Grey | None = None
) -> tuple[Agreement, NDArray[np.float64]]:
    """Compare a searched picture with a small stored one.

    matrix: 3 × 3 from pixels of `asked` to pixels of `stored` · strokes: 1 where `asked` is painted over, which is then not
    compared; the caller asks more of the rest. Returns the agreement and the refined matrix.
    """
    if strokes is None:
        matrix = refined(asked, stored, matrix)
    laid, inside = laid_over(asked, stored, matrix)
    zoom = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2] / matrix[2, 2]))))
    below = smooth(stored.astype(np.float32), 0.6 * max(1.0, zoom))
    over = None if strokes is None else laid_over(strokes * np.uint8(255), stored, matrix)[0] > 64
    return _counted(smooth(laid, 0.6), below, inside, over, asked.shape, matrix), matrix


def _counted(
    laid: Array,
    below: Array,
    inside: NDArray[np.bool_],
    over: NDArray[np.bool_] | None,
    asked: tuple[int, ...],
    matrix: NDArray[np.float64],
) -> Agreement:
    whole = tiles.tiled(inside.astype(np.float32)).mean(axis=(2, 3)) > 0.98
    gain, offset = tiles.tone(laid, below, inside if over is None else inside & ~over)
    clear = 1 - tiles.painted(laid, np.clip(gain * below + offset, 0, 255), inside)
    if over is not None:
        clear = np.where(over, np.float32(0), clear)
    best = np.full(whole.shape, -1.0, np.float32)
    stored = tiles.tiled(below)
    for dy in range(-_WANDER, _WANDER + 1):
        for dx in range(-_WANDER, _WANDER + 1):
            moved, seen = (np.roll(one, (dy, dx), axis=(0, 1)) for one in (laid, clear))
            best = np.maximum(best, tiles.correlation(tiles.tiled(moved), stored, tiles.tiled(seen)))
    painted = tiles.tiled(clear).mean(axis=(2, 3)) < 0.45
    seen = tiles.tiled(clear if over is not None else np.ones_like(clear))
    textured = (tiles.spread(stored, seen) > _TEXTURE) | (
        tiles.spread(tiles.tiled(laid), seen) > _TEXTURE * max(gain, 0.3)
    )
    usable = whole & textured
    marks = np.where(usable, (best >= AGREES).astype(np.int8), -1)
    marks = np.where(usable & painted, 2, marks).astype(np.int8)
    region = tiles.largest(whole & tiles.other(laid, below, gain, offset, marks), whole)
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
