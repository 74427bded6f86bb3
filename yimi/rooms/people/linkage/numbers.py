"""Identity numbers and telephone numbers as integers, with what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from operator import mul

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.cells import STEP, Cells
from yimi.rooms.people.linkage.keys import Longs

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


CHECKS = "10X98765432"


#: By the remainder, the value 0..10 of the check character.
CHECK_VALUES = np.array([10 if each == "X" else int(each) for each in CHECKS], np.uint8)


ZERO = np.uint8(ord("0"))


TEN = 10 ** np.arange(16, -1, -1, dtype=np.int64)


NO_CHECK = 255


class Kind(IntEnum):
    """What was read in the cell of an identity number."""

    MISSING = 0
    GOOD = 1
    FIFTEEN = 2  # before 1999: the century and the check character are added
    WRONG_CHECK = 3
    OTHER = 4  # another document: only equal or not


def read_ids(cells: Cells) -> tuple[Longs, NDArray[np.uint8], NDArray[np.uint8]]:
    """The first 17 digits (0 none, negative another document), the check value, and the kind of each row."""
    first17 = np.zeros(len(cells), np.int64)
    check = np.full(len(cells), NO_CHECK, np.uint8)
    kind = np.zeros(len(cells), np.uint8)
    odd: list[Longs] = []
    for at in range(0, len(cells), STEP):
        rows = np.arange(at, min(at + STEP, len(cells)))
        taken = cells.gather(rows, 18)
        digits = taken - ZERO  # whatever stands before "0" comes out above 9
        last = np.where((taken[:, 17] | 32) == ord("x"), np.uint8(10), digits[:, 17])
        plain = (cells.size[rows] == 18) & (digits[:, :17] <= 9).all(1) & (last <= 10)
        good, seventeen = rows[plain], digits[plain, :17].astype(np.int64)
        first17[good] = seventeen @ TEN
        check[good] = last[plain]
        right = CHECK_VALUES[seventeen @ np.array(WEIGHTS) % 11] == last[plain]
        kind[good] = np.where(right, Kind.GOOD, Kind.WRONG_CHECK)
        odd.append(rows[~plain & (cells.size[rows] > 0)])
    others = np.concatenate(odd) if odd else np.zeros(0, np.int64)
    for row, text in zip(others.tolist(), cells.texts(others), strict=True):
        first17[row], check[row], kind[row] = read_id(text)
    return first17, check, kind


def read_id(text: str) -> tuple[int, int, Kind]:
    """One number as people write it: spaces, full-width characters, 15 digits, a passport."""
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).upper())
    if re.fullmatch(r"\d{15}", plain, re.ASCII):
        # order numbers 996 to 999 were kept for people of a hundred years and more
        plain = plain[:6] + ("18" if plain[12:] >= "996" else "19") + plain[6:]
        check = int(CHECK_VALUES[_remainder(plain)])
        return int(plain), check, Kind.FIFTEEN
    if re.fullmatch(r"\d{17}[\dX]", plain, re.ASCII):
        check = 10 if plain[17] == "X" else int(plain[17])
        right = int(CHECK_VALUES[_remainder(plain[:17])]) == check
        return int(plain[:17]), check, Kind.GOOD if right else Kind.WRONG_CHECK
    if len(plain) < 5 or not any(each.isdigit() for each in plain):
        return 0, NO_CHECK, Kind.MISSING
    value = 0
    for each in plain:
        value = (value * 131 + ord(each)) % (2**61 - 1)
    return -1 - value, NO_CHECK, Kind.OTHER


def _remainder(first17: str) -> int:
    weighed: int = sum(map(mul, map(int, first17), WEIGHTS))
    return weighed % 11


def birth_in(first17: Longs) -> NDArray[np.int32]:
    """yyyymmdd of a resident number; 0 where there is none or no such day."""
    day = np.where(first17 > 0, first17 // 1000 % 100_000_000, 0)
    month, of_month = day // 100 % 100, day % 100
    good = (day >= 18_500_101) & (day < 21_000_000) & (month >= 1) & (month <= 12) & (of_month >= 1)
    return np.where(good & (of_month <= 31), day, 0).astype(np.int32)
