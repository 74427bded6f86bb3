"""The shipped code book: words that sort features into lists, and a product quantiser that stores them in 16 bytes.

Trained once by `python -m bench evidence-codebook` on public-domain photos; the file is part of the format.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .product import product, product_across

FILE = Path(__file__).with_name("codebook.npz")
HALF = 256  # words of each half; a feature's word is a pair of them
WORDS = HALF * HALF
PARTS = 16  # bytes of a stored descriptor: one for each of SIFT's sixteen cells
PROBES = 4  # words a searched feature is looked up under
_NEAR = 3  # nearest half-words considered on each side
_BITS = np.uint64(1) << np.arange(32, dtype=np.uint64)


@dataclass(frozen=True)
class Codebook:
    """axes: 128 × 64 projection · mean: 64 · halves: 2 × 256 × 32 · signs: 64 × 32 projection of the residual ·
    parts: 16 × 256 × 8 product quantiser. All float32."""

    axes: NDArray[np.float32]
    mean: NDArray[np.float32]
    halves: NDArray[np.float32]
    signs: NDArray[np.float32]
    parts: NDArray[np.float32]

    def words(
        self, descriptors: NDArray[np.float32], probes: int
    ) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """n × probes word numbers (nearest first) and the 32-bit signature of each under that word."""
        if not len(descriptors):
            return np.zeros((0, probes), np.int64), np.zeros((0, probes), np.uint32)
        placed = product(descriptors, self.axes) - self.mean
        near, cost = zip(
            *(_nearest(placed[:, h * 32 : h * 32 + 32], self.halves[h]) for h in (0, 1)), strict=True
        )
        pairs = cost[0][:, :, None] + cost[1][:, None, :]
        best = np.argsort(pairs.reshape(len(placed), -1), axis=1)[:, :probes]
        first = np.take_along_axis(near[0], best // _NEAR, axis=1)
        second = np.take_along_axis(near[1], best % _NEAR, axis=1)
        # projecting before subtracting gives the same signs for a tenth of the arithmetic
        centre = product(self.halves[0], self.signs[:32]), product(self.halves[1], self.signs[32:])
        residual = product(placed, self.signs)[:, None, :] - centre[0][first] - centre[1][second]
        signatures = ((residual > 0).astype(np.uint64) * _BITS).sum(axis=2).astype(np.uint32)
        return first * HALF + second, signatures

    def packed(self, descriptors: NDArray[np.float32]) -> NDArray[np.uint8]:
        """n × 16 bytes from n × 128 descriptors."""
        cells = descriptors.reshape(-1, PARTS, 8)
        out = np.empty((len(cells), PARTS), np.uint8)
        for part in range(PARTS):
            out[:, part] = _distances(cells[:, part], self.parts[part]).argmin(axis=1)
        return out

    def unpacked(self, codes: NDArray[np.uint8]) -> NDArray[np.float32]:
        """n × 128 approximate descriptors of unit length from n × 16 bytes."""
        found = self.parts[np.arange(PARTS), codes].reshape(len(codes), 128)
        length = np.linalg.norm(found, axis=1, keepdims=True)
        whole: NDArray[np.float32] = (found / np.maximum(length, 1e-6)).astype(np.float32)
        return whole


@cache
def codebook() -> Codebook:
    """The shipped code book, read once."""
    with np.load(FILE) as held:
        return Codebook(**{name: held[name].astype(np.float32) for name in held.files})


def _distances(points: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.float32]:
    """Squared distances less the points' own squares: enough to rank centres."""
    ranked: NDArray[np.float32] = (centres**2).sum(axis=1) - 2 * product_across(points, centres)
    return ranked


def _nearest(
    points: NDArray[np.float32], centres: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    distances = _distances(points, centres)
    near = np.argpartition(distances, _NEAR, axis=1)[:, :_NEAR]
    return near, np.take_along_axis(distances, near, axis=1)
