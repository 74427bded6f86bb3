"""Reads numbers off a picture: is the single-use challenge on the photo? Imports no Django.

The reader (RapidOCR, its models in the wheel) runs on the processor and never asks a network. Reading is support for a
reviewer: a code that is seen speaks for the moment; one that is not seen may be too small, turned or wet, and says nothing.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np

from yimi.rooms.evidence.intake.pixels import Picture, upright

SIDE = 1280  # pixels of the longer side that is read
SURE = 0.6  # the reader's own confidence below which a line is not taken
_NUMBER = re.compile(r"\d+")
_APART = re.compile(r"(?<=\d)[\s.·-]+(?=\d)")


def digits(source: Picture) -> list[str]:
    """Every run of digits on a photo, surest line first; gaps inside a line are closed ("48 21" gives 4821).

    Costs one to two seconds of a processor. Raises Unacceptable when the photo does not decode.
    """
    pixels = np.asarray(upright(source, SIDE))[:, :, ::-1]  # the reader wants blue first
    found = _reader()(np.ascontiguousarray(pixels))
    lines = sorted(zip(found.scores or (), found.txts or (), strict=True), reverse=True)
    return [
        number for score, text in lines if score >= SURE for number in _NUMBER.findall(_APART.sub("", text))
    ]


def code_seen(source: Picture, code: str) -> bool:
    """Is this challenge code on the photo? True is support; False is no accusation."""
    return code in digits(source)


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
