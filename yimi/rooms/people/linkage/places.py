"""Villages and house numbers as keys that do not depend on how a clerk writes them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.cells import Cells
from yimi.rooms.people.linkage.keys import mixed

ENDINGS = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|社区居委会|社区|村)+$")
CHINESE_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")
NOT_GIVEN = frozenset(("无", "-", "—", "/", "不详", "未知"))


def read_villages(cells: Cells) -> NDArray[np.uint64]:
    """A key for each village, 0 where none is written."""
    return _keys(cells.mapped(_village_key, np.uint64))


@lru_cache(65_536)  # a list is read in pieces, and each names the same villages
def _village_key(text: str) -> int:
    return _hash(village(text))


def read_houses(cells: Cells) -> NDArray[np.uint64]:
    """A key for each house number, 0 where none is written."""
    return _keys(cells.mapped(lambda text: _hash(house(text)), np.uint64))


def village(text: str) -> str:
    """大坪村村民委员会, 大坪村 and 大坪 are one."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return "" if plain in NOT_GIVEN else ENDINGS.sub("", plain) or plain


def house(text: str) -> str:
    """3组12号, 三组 12 号 and 3-12 are one: the numbers in their order, and the letters behind them."""
    plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if plain in NOT_GIVEN:
        return ""
    digits = _numbers(plain)
    return "-".join(str(int(each)) if each.isdecimal() else each for each in digits) if digits else plain


def _numbers(plain: str) -> list[str]:
    return re.findall(r"\d+|[A-Z]+", re.sub(r"[一二三四五六七八九十]+", lambda m: _arabic(m[0]), plain))


def _arabic(text: str) -> str:
    if "十" not in text:
        return text.translate(CHINESE_DIGITS)
    tens, _, ones = text.partition("十")
    return str(
        int((tens or "一").translate(CHINESE_DIGITS)) * 10 + int((ones or "零").translate(CHINESE_DIGITS))
    )


def _hash(text: str) -> int:
    value = 0
    for each in text:
        value = (value * 0x100000001B3 + ord(each)) & 0xFFFFFFFFFFFFFFFF
    return value


def _keys(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return np.where(values != 0, mixed(values) | np.uint64(1), np.uint64(0))
