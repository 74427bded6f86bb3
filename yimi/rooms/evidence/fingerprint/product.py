"""Matrix products on one core. NumPy's own start a thread a core for a millisecond's work and burn both."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
_NONE: Any = None  # OpenCV's stubs do not know that nothing may be added


def product(one: Array, other: Array) -> Array:
    """one (n × k) times other (k × m)."""
    return _gemm(one, other, 0)


def product_across(one: Array, other: Array) -> Array:
    """one (n × k) times other (m × k) laid across: every row with every row."""
    return _gemm(one, other, cv2.GEMM_2_T)


def _gemm(one: Array, other: Array, flags: int) -> Array:
    left, right = (np.ascontiguousarray(part, np.float32) for part in (one, other))
    shape = (len(left), len(right) if flags else right.shape[1])
    if not left.size:
        return np.zeros(shape, np.float32)
    # a single row comes back from OpenCV as a plain vector
    return np.asarray(cv2.gemm(left, right, 1.0, _NONE, 0.0, flags=flags), np.float32).reshape(shape)
