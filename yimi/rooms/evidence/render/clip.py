"""Copies of a clip for looking at: re-encoded, upright, without metadata; and one still picture of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from yimi.rooms.evidence.fingerprint.frames import decoded, frames, picture
from yimi.rooms.evidence.render.blur import blot
from yimi.rooms.evidence.render.faces import Box, faces, scaled
from yimi.rooms.evidence.render.photo import as_jpeg
from yimi.rooms.evidence.render.strip import strip
from yimi.rooms.evidence.render.writer import LONG_SIDE, rewrite

Pixels = NDArray[np.uint8]
DETECT_SIDE = 640  # pixels; faces of about 12 px and more at this size are looked for
DETECT_EVERY_S = 0.1
SPREAD_S = 0.4  # a face seen once is blurred this long before and after: detectors blink, faces move


def poster(source: Path | str | bytes, side: int = LONG_SIDE) -> bytes:
    """A JPEG of the clip's best-lit, most detailed picture among its first seconds."""
    first = list(frames(source, every_s=1.0, cap=6, long_side=side))
    best = max(first, key=lambda each: float(each.image.std()))
    return as_jpeg(Image.fromarray(best.image))


def clip_copy(source: Path | str | bytes, lines: Sequence[str], keep_audio: bool = True) -> bytes:
    """An MP4 (H.264, AAC, index first) of at most 1280 px with the lines burned in below every picture."""
    bands: dict[int, Pixels] = {}

    def with_strip(_at_s: float, image: Pixels) -> Pixels:
        if not lines:
            return image
        image = image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2]
        width = image.shape[1]
        if width not in bands:
            bands[width] = np.asarray(strip(width, lines, even=True))
        return np.concatenate((image, bands[width]))

    return rewrite(source, with_strip, keep_audio)


def blurred_clip(source: Path | str | bytes, keep_audio: bool = False) -> tuple[bytes, int]:
    """An MP4 of at most 1280 px with every face blurred, and the most faces seen in one picture.

    Voices identify people too, so sound is dropped unless asked for. Detection looks ten times a second at
    640 px; each face found is blurred from 0.4 s before to 0.4 s after. A person must look at it before it
    is published: a face missed for longer than that stays visible (docs/evidence-faces.md).
    """
    seen = faces_over_time(source)

    def without_faces(at_s: float, image: Pixels) -> Pixels:
        factor = max(image.shape[:2]) / DETECT_SIDE
        near = (boxes for when, boxes in seen if abs(when - at_s) <= SPREAD_S)
        blot(image, [scaled(box, factor) for boxes in near for box in boxes])
        return image

    return rewrite(source, without_faces, keep_audio), max((len(boxes) for _, boxes in seen), default=0)


def faces_over_time(source: Path | str | bytes) -> list[tuple[float, list[Box]]]:
    """(seconds, faces) about ten times a second; boxes in pixels of a picture whose longest side is 640."""
    seen: list[tuple[float, list[Box]]] = []
    last = -1.0
    for at_s, frame in decoded(source):
        if at_s - last < DETECT_EVERY_S - 1e-3:
            continue
        last = at_s
        image = picture(frame, DETECT_SIDE)
        factor = DETECT_SIDE / max(image.shape[:2])  # below 640 px pictures are not enlarged by `picture`
        seen.append((at_s, [scaled(box, factor) for box in faces(image, (DETECT_SIDE,))]))
    return seen
