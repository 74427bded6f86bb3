"""Titles and watermarks painted over a picture: even strokes of one or two tones, so that features can be sought between them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .decode import Grey

_WIDTH = 13  # pixels of the work picture: a stroke is thinner
_CONTRAST = 45  # grey levels a stroke stands out from both its sides
_EVEN = 14  # grey levels a stroke's own pixels differ by
_TONES = 3  # how many tones strokes may have
_SAME_TONE = 6  # grey levels to either side that are still one tone
_ONE_TONE = (
    0.66  # share of the even pixels these tones must hold: a painter has few colours, the world has many
)
_LEAST, _MOST = 0.004, 0.3  # share of the picture under strokes
_MARGIN = 9  # pixels around a stroke where features would still see it
_LETTER = 25  # pixels: strokes nearer than this are of one line of text
_FRINGE = 9  # pixels: how far a line's outline and its blur reach


def strokes(image: Grey) -> NDArray[np.uint8] | None:
    """1 on and near painted strokes, 0 elsewhere; None when there are none. image: the work picture."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_WIDTH, _WIDTH))
    even = cv2.morphologyEx(image, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) <= _EVEN
    found = np.zeros(image.shape, np.uint8)
    for how in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT):
        thin = cv2.morphologyEx(image, how, kernel) > _CONTRAST
        painted = _in_few_tones(image, thin, even)
        if painted is not None:
            found |= painted
    share = float(found.mean())
    if not _LEAST < share < _MOST:
        return None
    whole = cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((_MARGIN, _MARGIN), np.uint8))
    return np.asarray(cv2.dilate(whole, np.ones((_MARGIN, _MARGIN), np.uint8)), np.uint8)


def lines(painted: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What lies under whole lines of text, outline and blur included: more than the strokes that were recognised."""
    whole = cv2.morphologyEx(painted, cv2.MORPH_CLOSE, np.ones((_LETTER, _LETTER), np.uint8))
    return np.asarray(cv2.dilate(whole, np.ones((_FRINGE, _FRINGE), np.uint8)), np.uint8)


def _in_few_tones(image: Grey, thin: NDArray[np.bool_], even: NDArray[np.bool_]) -> NDArray[np.uint8] | None:
    """Of the thin things those whose inside has one of the commonest tones, when few tones make up most of them."""
    core = thin & even
    total = int(core.sum())
    if total < _LEAST * image.size / 4:
        return None
    counts = np.bincount(image[core], minlength=256).astype(np.int64)
    kept, held = np.zeros(256, bool), 0
    for _ in range(_TONES):
        near = np.convolve(counts, np.ones(2 * _SAME_TONE + 1, np.int64), "same")
        tone = int(near.argmax())
        if near[tone] < 0.08 * total:
            break
        window = slice(max(0, tone - _SAME_TONE), tone + _SAME_TONE + 1)
        held += int(near[tone])
        kept[window], counts[window] = True, 0
    if held < _ONE_TONE * total:
        return None
    seeds = core & kept[image]
    grown = cv2.dilate(seeds.astype(np.uint8), np.ones((5, 5), np.uint8))
    return np.where(thin, grown, 0).astype(np.uint8)
