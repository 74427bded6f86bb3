"""Reads numbers off a picture: is the single-use challenge on the photo, and what does a watermark say? Imports no Django.

The reader (RapidOCR, its models in the wheel) runs on the processor and never asks a network. Reading is support for a
reviewer: a code that is seen speaks for the moment; one that is not seen may be too small, turned or wet, and says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np

from yimi.rooms.evidence.intake.pixels import Picture, upright
from yimi.rooms.evidence.reading.watermark import Line, Watermark, watermark_of

__all__ = ["Line", "Watermark", "digits", "lines", "watermark_of"]

SIDE = 1280  # pixels of the longer side that is read
SURE = 0.6  # the reader's own confidence below which a line is not taken
_NUMBER = re.compile(r"\d+")
_APART = re.compile(r"(?<=\d)[\s.·-]+(?=\d)")


def lines(source: Picture) -> list[Line]:
    """The lines of text on a photo, the surest first, boxes in pixels of the picture as it is read.

    Costs one to two seconds of a processor. Raises Unacceptable when the photo does not decode.
    """
    pixels = np.asarray(upright(source, SIDE))[:, :, ::-1]  # the reader wants blue first
    found = _reader()(np.ascontiguousarray(pixels))
    if found.boxes is None:
        return []
    read = [
        (score, Line(text, *np.min(box, axis=0).tolist(), *np.max(box, axis=0).tolist()))
        for score, text, box in zip(found.scores, found.txts, found.boxes, strict=True)
        if score >= SURE
    ]
    return [line for _, line in sorted(read, key=lambda pair: -pair[0])]


def digits(read: Iterable[Line]) -> list[str]:
    """Every run of digits in these lines; gaps inside a line are closed ("48 21" gives 4821)."""
    return [number for line in read for number in _NUMBER.findall(_APART.sub("", line.text))]


@cache
def _reader() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,  # the classifier of upside-down lines: codes are held upright
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
