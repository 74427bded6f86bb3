"""Which column holds what: matched by name, in any order, below a title and through merged cells."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal

#: What a column may be called; the first name is the one used in sentences.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "人员姓名"),
    "id_number": ("身份证号", "身份证号码", "身份证", "公民身份号码", "证件号码", "证件号"),
    "sex": ("性别",),
    "birth_date": ("出生日期", "出生年月日", "生日", "出生年月"),
    "phone": ("电话", "联系电话", "手机", "手机号", "手机号码", "电话号码", "联系方式"),
    "town": ("乡镇（街道）", "乡镇", "乡镇街道", "街道", "镇"),
    "village": ("村（社区）", "村", "社区", "村社区", "行政村", "村居", "村名", "所在村"),
    "hamlet": ("自然村/组", "自然村", "组", "村民小组", "小组", "自然村（组）"),
    "head": ("户主", "户主姓名"),
    "address": ("住址", "地址", "家庭住址", "详细地址"),
    "category": ("类别", "人员类别", "困难类型", "对象类别"),
    "note": ("备注", "说明"),
    "longitude": ("经度", "东经"),
    "latitude": ("纬度", "北纬"),
    "datum": ("坐标系", "坐标系统"),
}
TITLES = {key: names[0] for key, names in COLUMNS.items()}
SEARCHED_ROWS = 10


def _plain(text: object) -> str:
    return re.sub(r"[\s()（）/、*＊:：]", "", unicodedata.normalize("NFKC", str(text)))


KNOWN = {_plain(name): key for key, names in COLUMNS.items() for name in names}
#: Numbering is left alone without a word.
IGNORED = frozenset({"", "序号", "编号", "行号", "年龄"})


@dataclass(frozen=True)
class Header:
    """Where the columns are: `row` is the header's own number as Excel shows it, data start below."""

    row: int
    columns: dict[str, int]
    unknown: tuple[str, ...]

    def title(self, key: str) -> str:
        return TITLES[key]


def find_header(rows: list[list[Any]], first_row: int) -> Header | None:
    """The row among the first ten that names the most columns; a merged header may take two rows.

    Refuses a header that names one thing twice; None when no row has a name column.
    """
    best: tuple[int, int, list[str]] | None = None
    for place, row in enumerate(rows[:SEARCHED_ROWS]):
        above = rows[place - 1] if place else []
        cells = [_named(row, above, column) for column in range(max(len(row), len(above)))]
        own = any(_plain(cell) in KNOWN for cell in row)
        score = sum(_plain(cell) in KNOWN for cell in cells)
        if own and _has_name(cells) and (best is None or score > best[0]):
            best = (score, place, cells)
    if best is None:
        return None
    _score, place, cells = best
    return _columns(cells, first_row + place)


def _named(row: list[Any], above: list[Any], column: int) -> str:
    """The cell's own text; of a vertically merged cell, the text above it."""
    own = str(row[column]).strip() if column < len(row) else ""
    return own or (
        str(above[column]).strip() if column < len(above) and _plain(above[column]) in KNOWN else ""
    )


def _has_name(cells: list[str]) -> bool:
    return any(KNOWN.get(_plain(cell)) == "name" for cell in cells)


def _columns(cells: list[str], row: int) -> Header:
    columns: dict[str, int] = {}
    unknown: list[str] = []
    for column, cell in enumerate(cells):
        key = KNOWN.get(_plain(cell))
        if key is None:
            if _plain(cell) not in IGNORED:
                unknown.append(cell[:30])
        elif key in columns:
            raise Refusal(
                _("表头“%(title)s”出现了两次（第 %(first)s 列和第 %(second)s 列），请只保留一列。")
                % {"title": TITLES[key], "first": letters(columns[key]), "second": letters(column)},
                field="file",
                code="bad_sheet",
            )
        else:
            columns[key] = column
    return Header(row=row, columns=columns, unknown=tuple(unknown))


def letters(column: int) -> str:
    """The column's letters as Excel shows them: 0 → A, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
