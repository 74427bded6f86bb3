"""Names as characters without their variants, and as sounds."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.cells import STEP, Cells
from yimi.rooms.people.linkage.characters import tables
from yimi.rooms.people.linkage.keys import Longs

#: Characters kept of a name; all Han names are shorter, and a longer one is told apart by its hash at the end.
WIDTH = 6


#: Family names of two characters still in use.
DOUBLE = (
    "欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "东方", "端木", "南宫",
    "长孙", "宇文",
)  # fmt: skip


NOT_GIVEN = frozenset(("无", "-", "—", "/", "不详", "未知", "无名"))


DOTS = "·・•‧∙․."


Characters = NDArray[np.uint16]


def folded(name: str) -> str:
    """A name as it is compared: no spaces, one kind of dot, variants as the character in use, capitals."""
    plain = unicodedata.normalize("NFKC", name).upper()
    kept = "".join("·" if each in DOTS else each for each in plain if not each.isspace())
    fold, _, _ = tables()
    return (
        ""
        if kept in NOT_GIVEN
        else "".join(chr(fold[ord(each)]) if ord(each) < 0x10000 else each for each in kept)
    )


def read_names(cells: Cells) -> tuple[Characters, NDArray[np.bool_]]:
    """(n, WIDTH) folded characters, 0 behind the end, and which were written otherwise than they are compared.

    The last character of a long name stands for all the rest.
    """
    out = np.zeros((len(cells), WIDTH), np.uint16)
    otherwise = np.zeros(len(cells), bool)
    fold, _, _ = tables()
    odd: list[Longs] = []
    for at in range(0, len(cells), STEP):
        rows = np.arange(at, min(at + STEP, len(cells)))
        size = cells.size[rows]
        taken = cells.gather(rows, 12).reshape(-1, 4, 3).astype(np.uint16)
        code = (taken[..., 0] & 15) << 12 | (taken[..., 1] & 63) << 6 | (taken[..., 2] & 63)
        is_han = (taken[..., 0] >= 0xE4) & (taken[..., 0] <= 0xE9)
        inside = np.arange(4) * 3 < size[:, None]
        plain = (size % 3 == 0) & (size >= 3) & (size <= 12) & (is_han == inside).all(1)
        out[rows, :4] = np.where(plain[:, None] & inside, fold[code], 0)
        otherwise[rows] = plain & (inside & (fold[code] != code)).any(1)
        odd.append(rows[~plain & (size > 0)])
    others = np.concatenate(odd) if odd else np.zeros(0, np.int64)
    for row, text in zip(others.tolist(), cells.texts(others), strict=True):
        out[row] = _codes(folded(text))
        otherwise[row] = folded(text) not in ("", text)
    return out, otherwise


def _codes(name: str) -> list[int]:
    codes = [min(ord(each), 0xFFFF) for each in name[:WIDTH]]
    if len(name) > WIDTH:
        rest = 0
        for each in name[WIDTH - 1 :]:
            rest = (rest * 31 + ord(each)) % 0x1F00
        codes[-1] = 0xE000 + rest
    return codes + [0] * (WIDTH - len(codes))


def sounds(names: Characters) -> Characters:
    """The same name as it is heard, without tones."""
    _, sound, as_surname = tables()
    heard = sound[names]
    heard[:, 0] = as_surname[names[:, 0]]
    return heard


def surname_lengths(names: Characters) -> NDArray[np.uint8]:
    """1, or 2 for one of the family names of two characters."""
    pair = names[:, 0].astype(np.uint32) << 16 | names[:, 1]
    double = np.array([ord(each[0]) << 16 | ord(each[1]) for each in DOUBLE], np.uint32)
    lengths: NDArray[np.uint8] = 1 + (np.isin(pair, double) & (names[:, 2] != 0)).astype(np.uint8)
    return lengths


def given(values: Characters, surname: NDArray[Any]) -> Characters:
    """The part behind the family name, moved to the front."""
    out = np.zeros((len(values), WIDTH - 1), np.uint16)
    out[:] = values[:, 1:]
    two = surname == 2
    out[two, : WIDTH - 2] = values[two, 2:]
    out[two, WIDTH - 2] = 0
    return out


def packed(values: Characters) -> NDArray[np.uint64]:
    """One key a row; 0 for an empty name."""
    key = np.zeros(len(values), np.uint64)
    for column in range(values.shape[1]):
        key = key * np.uint64(0x100000001B3) + values[:, column]
        key ^= key >> np.uint64(31)
    return np.where(values[:, 0] != 0, key | np.uint64(1), np.uint64(0))
