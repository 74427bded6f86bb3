"""Telephone numbers as integers."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from yimi.rooms.people.linkage.cells import STEP, Cells
from yimi.rooms.people.linkage.keys import Longs
from yimi.rooms.people.linkage.numbers import TEN, ZERO

MOBILE = re.compile(r"(?:86)?(1[3-9]\d{9})")


def read_phones(cells: Cells) -> Longs:
    """The first mobile number of the cell, else a fixed line's digits; 0 when there is none."""
    out = np.zeros(len(cells), np.int64)
    odd: list[Longs] = []
    for at in range(0, len(cells), STEP):
        rows = np.arange(at, min(at + STEP, len(cells)))
        digits = cells.gather(rows, 11) - ZERO
        plain = (cells.size[rows] == 11) & (digits <= 9).all(1) & (digits[:, 0] == 1)
        out[rows[plain]] = digits[plain].astype(np.int64) @ TEN[6:]
        odd.append(rows[~plain & (cells.size[rows] > 0)])
    others = np.concatenate(odd) if odd else np.zeros(0, np.int64)
    for row, text in zip(others.tolist(), cells.texts(others), strict=True):
        out[row] = read_phone(text)
    return out


def read_phone(text: str) -> int:
    """One cell: +86, spaces and dashes, two numbers, a fixed line."""
    plain = unicodedata.normalize("NFKC", text)
    for part in re.split(r"[,，;；、/\s]+(?=\+?\d{7})", plain):
        digits = re.sub(r"\D+", "", part)
        mobile = MOBILE.fullmatch(digits)
        if mobile:
            return int(mobile[1])
    digits = re.sub(r"\D+", "", plain)
    alike = len(set(digits)) <= 1  # 00000000, 11111111: a form's way of saying none
    return int(digits) if 7 <= len(digits) <= 12 and not alike else 0
