"""From a transformation to what somebody did: mirrored, turned, cut, pasted, painted over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .blocks import Agreement
from .verdict import Change

if TYPE_CHECKING:
    from .looking import View
    from .record import Record


def changes(
    matrix: NDArray[np.float64], view: View, stored: Record, agreement: Agreement, mirrored: bool
) -> dict[str, float]:
    """Code → amount. matrix: 3 × 3, pixels of the (mirrored) view → stored work picture."""
    found: dict[str, float] = {}
    if mirrored:
        found[Change.MIRRORED] = 1
    linear = matrix[:2, :2]
    stretch = np.linalg.svd(linear, compute_uv=False)
    angle = float(np.degrees(np.arctan2(linear[1, 0] - linear[0, 1], linear[0, 0] + linear[1, 1])))
    if abs(angle) > 1:
        # the map takes the searched picture back to the stored one: the copy was turned the other way
        found[Change.ROTATED] = round(-angle, 1)
    if agreement.overlap < 0.97:
        found[Change.CROPPED] = round(agreement.overlap, 2)
    if agreement.covered < 0.93 and abs(angle) < 1:
        found[Change.FRAMED] = round(agreement.covered, 2)
    if view.kind == "tile":
        found[Change.TILE] = 1
    if stretch[0] > 1.04 * stretch[1]:
        found[Change.STRETCHED] = round(float(stretch[0] / stretch[1]), 2)
    bend = float(np.abs(matrix[2, :2] * np.array([view.image.shape[1], view.image.shape[0]])).max())
    if bend > 0.03:
        found[Change.PERSPECTIVE] = round(bend, 2)
    compared = agreement.map >= 0
    painted = float((agreement.map == 2).sum() / max(1, compared.sum()))
    if painted > 0.01:
        found[Change.PAINTED_OVER] = round(painted, 2)
    if abs(agreement.gain - 1) > 0.15 or abs(agreement.offset) > 15:
        found[Change.TONE] = round(agreement.gain, 2)
    if not found:
        found[Change.RECOMPRESSED] = 1
    return found
