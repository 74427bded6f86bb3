"""One picture laid over another: warped, its alignment slid to the best correlation, blurred alike."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .decode import Grey

Array = NDArray[np.float32]


def laid_over(asked: Grey, stored: Grey, matrix: NDArray[np.float64]) -> tuple[Array, NDArray[np.bool_]]:
    """The searched picture in the stored one's frame, and where it has pixels there."""
    size = (stored.shape[1], stored.shape[0])
    zoom = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2] / matrix[2, 2]))))
    source = asked
    if zoom < 0.8:  # shrinking: blur first, or fine texture turns into noise
        source = cv2.GaussianBlur(asked, (0, 0), 0.45 / zoom).astype(np.uint8, copy=False)
    laid = cv2.warpPerspective(source, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    whole = np.full(asked.shape[:2], 255, np.uint8)
    inside = cv2.warpPerspective(whole, matrix, size, flags=cv2.INTER_NEAREST, borderValue=0) > 0
    return laid.astype(np.float32), inside


def refined(asked: Grey, stored: Grey, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slide the alignment to the best correlation; the features alone are a pixel or two off."""
    laid, inside = laid_over(asked, stored, matrix)
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


def smooth(image: Array, sigma: float) -> Array:
    """Gaussian blur; sigma in pixels."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float32)
