"""Another picture or an opaque bar beside the one searched for: the straight seam between what agrees and what does not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .blocks import Agreement
from .decode import Grey
from .tiles import BLOCK

_LEAST = 24  # textured blocks of the side that is kept
_KEPT, _OTHER = 0.85, 0.35  # share that agrees there at least, and of the other side at most
_REACH = 1.2  # blocks: how far from the map's line the seam may lie
_EDGE = 8.0  # grey levels between neighbours that count as an edge
_RUN = 0.5  # share of the seam that must be one
_TILT = 0.05  # of a right angle's tangent: how far a seam may lean
Matrix = NDArray[np.float64]
Span = tuple[int, int, int, int]  # left, top, right, bottom in pixels, right and bottom excluded


def kept_side(asked: Grey, agreement: Agreement, matrix: Matrix) -> Span | None:
    """The part of `asked` (height × width, grey) on the agreeing side of a seam that runs all its height or width.

    matrix: 3 × 3 from pixels of `asked` to those of the stored picture the map lies on. None when the map has no such
    line, or `asked` no edge along it: what merely looks alike in one half has none.
    """
    line = _line(agreement.map)
    if line is None:
        return None
    upright, at, low_side = line
    across_map, long = agreement.map.shape[::-1] if upright else agreement.map.shape
    inside = at / 2 if low_side else (at + across_map) / 2  # the middle of the agreeing side
    placed = np.array([(at, 0), (at, long), (inside, long / 2)]) * BLOCK
    on_map = np.column_stack([placed if upright else placed[:, ::-1], np.ones(3)])
    back = on_map @ np.linalg.inv(matrix).T
    (x0, y0), (x1, y1), middle = back[:, :2] / back[:, 2:]
    across, down = abs(x1 - x0), abs(y1 - y0)
    if min(across, down) > _TILT * max(across, down):
        return None
    columns = down > across
    near = (x0 + x1) / 2 if columns else (y0 + y1) / 2
    reach = _REACH * max(across, down) / long
    seam = _seam(asked if columns else asked.T, near, reach)
    if seam is None:
        return None
    first = middle[0 if columns else 1] < seam
    height, width = asked.shape[:2]
    if columns:
        return (0, 0, seam - 1, height) if first else (seam + 1, 0, width, height)
    return (0, 0, width, seam - 1) if first else (0, seam + 1, width, height)


def _line(marks: NDArray[np.int8]) -> tuple[bool, int, bool] | None:
    """(upright, block, does the side before it agree?) of the line that parts the map best; None when none does."""
    best: tuple[int, tuple[bool, int, bool]] | None = None
    for upright in (True, False):
        good = (marks == 1).sum(axis=0 if upright else 1).cumsum()
        bad = (marks == 0).sum(axis=0 if upright else 1).cumsum()
        for at in range(1, len(good)):
            before = (int(good[at - 1]), int(bad[at - 1]))
            after = (int(good[-1]) - before[0], int(bad[-1]) - before[1])
            for low_side, kept, other in ((True, before, after), (False, after, before)):
                score = kept[0] + other[1] - kept[1] - other[0]
                if (
                    sum(kept) >= _LEAST
                    and other[0] <= _OTHER * sum(other)
                    and (best is None or score > best[0])
                ):
                    best = (score, (upright, at, low_side))
    return best[1] if best else None


def _seam(part: Grey, near: float, reach: float) -> int | None:
    """The column within `reach` of `near` that is an edge most of its height."""
    first, last = int(max(2, near - reach)), int(min(part.shape[1] - 2, near + reach + 1))
    if last - first < 1:
        return None
    edges = (np.abs(np.diff(part[:, first - 1 : last + 1].astype(np.float32), axis=1)) > _EDGE).mean(axis=0)
    at = int(edges.argmax())
    return first + at if edges[at] >= _RUN else None


def enough(agreement: Agreement) -> bool:
    """Does the kept side, compared alone, agree well enough?"""
    return agreement.blocks >= _LEAST and agreement.share >= _KEPT
