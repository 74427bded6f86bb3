"""Birth dates as yyyymmdd; a month or a day nobody knows is 00."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.cells import STEP, Cells
from yimi.rooms.people.linkage.keys import Longs

WRITTEN = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})?\s*[-/.月]?\s*(\d{1,2})?\s*日?(?:[ T].*)?")
TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
EXCEL_DAY_ZERO = date(1899, 12, 30)
FIRST_YEAR, LAST_YEAR = 1850, 2100
#: 1950-03-08 and 19500308: where the digits stand.
SEPARATED, CLOSED = (0, 1, 2, 3, 5, 6, 8, 9), tuple(range(8))
MONTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
TEN = 10 ** np.arange(7, -1, -1, dtype=np.int64)


def read_days(cells: Cells) -> NDArray[np.int32]:
    """yyyymmdd of each row, 0 where there is no date."""
    out = np.zeros(len(cells), np.int32)
    odd: list[Longs] = []
    for at in range(0, len(cells), STEP):
        rows = np.arange(at, min(at + STEP, len(cells)))
        size = cells.size[rows]
        taken = cells.gather(rows, 10)
        parted = (size == 10) & np.isin(taken[:, 4], (45, 46, 47)) & np.isin(taken[:, 7], (45, 46, 47))
        digits = np.where(parted[:, None], taken[:, SEPARATED], taken[:, CLOSED]).astype(np.int64) - 48
        plain = (parted | (size == 8)) & ((digits >= 0) & (digits <= 9)).all(1)
        value = digits @ TEN
        year, month, day = value // 10_000, value // 100 % 100, value % 100
        usual = plain & (month >= 1) & (month <= 12) & (day >= 1) & (year >= FIRST_YEAR) & (year < LAST_YEAR)
        # 29 February is asked one by one: not every year has it
        usual &= day <= MONTHS[np.where(usual, month, 0)]
        out[rows[usual]] = value[usual]
        odd.append(rows[~usual & (size > 0)])
    others = np.concatenate(odd) if odd else np.zeros(0, np.int64)
    out[others] = [read_day(text) for text in cells.texts(others)]
    return out


@lru_cache(65_536)
def read_day(text: str) -> int:
    """1950-03-08, 1950/3/8, 1950年3月, 19500308, 18330 (Excel); 29 February of a common year has no day."""
    plain = unicodedata.normalize("NFKC", text).strip()
    together = TOGETHER.fullmatch(plain)
    if together:
        return _known(int(together[1]), int(together[2]), int(together[3]))
    if re.fullmatch(r"\d{5}(\.0+)?", plain):
        day = EXCEL_DAY_ZERO + timedelta(days=int(float(plain)))
        return _known(day.year, day.month, day.day)
    written = WRITTEN.match(plain)
    return _known(*(int(each or 0) for each in written.groups())) if written else 0


def _known(year: int, month: int, day: int) -> int:
    """What of it can be: an impossible month leaves the year, an impossible day leaves the month."""
    if not FIRST_YEAR <= year < LAST_YEAR:
        return 0
    if not 1 <= month <= 12:
        return year * 10_000
    if not 1 <= day <= monthrange(year, month)[1]:
        day = 0
    return year * 10_000 + month * 100 + day
