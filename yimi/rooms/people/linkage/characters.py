"""Characters as the one in use, and as sounds: tables made by tools/characters.py from the Unihan database."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).resolve().parents[3] / "data"


FIRST_HAN = 0x4E00


#: Read otherwise when they are a family name.
SURNAME_SOUNDS = {
    "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "盖": "ge", "翟": "zhai", "曾": "zeng", "覃": "qin",
    "员": "yun", "秘": "bi", "种": "chong", "尉": "yu", "任": "ren", "华": "hua", "纪": "ji", "缪": "miao", "乐": "yue",
}  # fmt: skip


@cache
def tables() -> tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.uint16]]:
    """By code point: the character it is a variant of, its sound, its sound as a family name."""
    fold = np.arange(0x10000, dtype=np.uint16)
    for pair in (DATA / "variants.txt").read_text(encoding="utf-8").split():
        fold[ord(pair[0])] = ord(pair[1])
    readings = (DATA / "pinyin.txt").read_text(encoding="ascii").split()
    number = {reading: place + 0x8000 for place, reading in enumerate(sorted(set(readings) - {"-"}))}
    sound = np.arange(0x10000, dtype=np.uint16)
    codes = [number.get(each, FIRST_HAN + place) for place, each in enumerate(readings)]
    sound[FIRST_HAN : FIRST_HAN + len(codes)] = codes
    sound = sound[fold]
    as_surname = sound.copy()
    for character, reading in SURNAME_SOUNDS.items():
        as_surname[ord(character)] = number[reading]
    return fold, sound, as_surname
