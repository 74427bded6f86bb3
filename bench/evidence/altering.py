"""What people do to one photo before handing it in again. Arrays in, arrays out (height × width × 3, RGB)."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Dice = np.random.Generator
Attack = Callable[[Pixels, Dice], Pixels]


def jpeg(image: Pixels, quality: int) -> Pixels:
    """Through a JPEG of that quality."""
    data = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1])


def longest(image: Pixels, side: int) -> Pixels:
    """Shrunk so that the longer side has `side` pixels; never enlarged."""
    return scaled(image, min(1.0, side / max(image.shape[:2])))


def scaled(image: Pixels, x: float, y: float | None = None) -> Pixels:
    size = (max(8, round(image.shape[1] * x)), max(8, round(image.shape[0] * (y or x))))
    method = cv2.INTER_AREA if x < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=method), np.uint8)


def wechat(image: Pixels, side: int = 1280, quality: int = 70) -> Pixels:
    return jpeg(longest(image, side), quality)


def cropped(share: float) -> Attack:
    """That share of each dimension cut away, at a random offset."""

    def cut(image: Pixels, dice: Dice) -> Pixels:
        height, width = image.shape[:2]
        h, w = round(height * (1 - share)), round(width * (1 - share))
        top, left = int(dice.integers(0, height - h + 1)), int(dice.integers(0, width - w + 1))
        return image[top : top + h, left : left + w].copy()

    return cut


def turned(degrees: float, cut: bool) -> Attack:
    """Rotated; cut to the largest upright rectangle inside, or with black corners."""

    def turn(image: Pixels, dice: Dice) -> Pixels:
        height, width = image.shape[:2]
        by = degrees * (1 if dice.random() < 0.5 else -1)
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), by, 1.0)
        if not cut:
            cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
            size = (round(height * sin + width * cos), round(height * cos + width * sin))
            matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
            return np.asarray(cv2.warpAffine(image, matrix, size), np.uint8)
        laid = np.asarray(cv2.warpAffine(image, matrix, (width, height)), np.uint8)
        w, h = _largest_inside(width, height, np.deg2rad(degrees))
        top, left = (height - h) // 2, (width - w) // 2
        return laid[top : top + h, left : left + w].copy()

    return turn


def _largest_inside(width: int, height: int, angle: float) -> tuple[int, int]:
    sin, cos = abs(np.sin(angle)), abs(np.cos(angle))
    long, short = max(width, height), min(width, height)
    if short <= 2 * sin * cos * long or abs(sin - cos) < 1e-9:
        half = 0.5 * short
        found = (half / sin, half / cos) if width >= height else (half / cos, half / sin)
    else:
        twice = cos * cos - sin * sin
        found = (width * cos - height * sin) / twice, (height * cos - width * sin) / twice
    return max(16, int(found[0]) - 2), max(16, int(found[1]) - 2)


def toned(gain: float, offset: float, gamma: float = 1.0) -> Attack:
    def tone(image: Pixels, dice: Dice) -> Pixels:
        part = (image / 255.0) ** gamma * 255 * gain + offset
        return np.clip(part, 0, 255).astype(np.uint8)

    return tone


def coloured(mix: tuple[tuple[float, float, float], ...]) -> Attack:
    def colour(image: Pixels, dice: Dice) -> Pixels:
        return np.clip(image.astype(np.float32) @ np.array(mix, np.float32).T, 0, 255).astype(np.uint8)

    return colour


def beauty(image: Pixels, dice: Dice) -> Pixels:
    smooth = cv2.bilateralFilter(image, 9, 40, 7)
    return np.clip(smooth.astype(np.float32) * 1.05 + 8, 0, 255).astype(np.uint8)


def equalised(image: Pixels, dice: Dice) -> Pixels:
    parts = cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb)
    parts[:, :, 0] = cv2.equalizeHist(parts[:, :, 0])
    return np.asarray(cv2.cvtColor(parts, cv2.COLOR_YCrCb2RGB), np.uint8)


def noisy(level: float) -> Attack:
    def noise(image: Pixels, dice: Dice) -> Pixels:
        return np.clip(image + dice.normal(0, level, image.shape), 0, 255).astype(np.uint8)

    return noise


def blurred(sigma: float) -> Attack:
    """sigma: pixels on a picture of 640 pixels."""

    def blur(image: Pixels, dice: Dice) -> Pixels:
        return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma * max(image.shape[:2]) / 640), np.uint8)

    return blur


def mirrored(image: Pixels, dice: Dice) -> Pixels:
    return np.ascontiguousarray(image[:, ::-1])


def chained(*attacks: Attack) -> Attack:
    def chain(image: Pixels, dice: Dice) -> Pixels:
        for one in attacks:
            image = one(image, dice)
        return image

    return chain
