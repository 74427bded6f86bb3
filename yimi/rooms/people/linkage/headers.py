"""Which column holds what: by its name in Chinese or English, in any order, or by a map that somebody wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from yimi.rooms.people.linkage.refused import Refused

#: What a column may be called, after spaces, brackets and underscores are taken out.
TITLES: dict[str, tuple[str, ...]] = {
    "unique_id": ("unique_id", "uid", "id", "record_id", "编号", "人员编号", "唯一编号", "档案编号", "编码"),
    "name": ("name", "full_name", "姓名", "名字", "人员姓名"),
    "id_no": (
        "id_no", "id_number", "idcard", "id_card", "national_id", "身份证号", "身份证号码", "身份证", "公民身份号码",
        "证件号码", "证件号",
    ),
    "dob": ("dob", "date_of_birth", "birth_date", "birthday", "出生日期", "出生年月日", "生日", "出生年月"),
    "phone": (
        "phone", "mobile", "telephone", "tel", "电话", "联系电话", "手机", "手机号", "手机号码", "电话号码", "联系方式",
    ),
    "village": ("village", "村", "村（社区）", "社区", "行政村", "村居", "村名", "所在村", "村（居）"),
    "house": ("house", "house_no", "house_number", "门牌", "门牌号", "门牌号码", "户号", "住址", "家庭住址", "地址", "详细地址"),
}  # fmt: skip
SEARCHED_ROWS = 10


def plain(title: object) -> str:
    """姓 名, ＮＡＭＥ and name* as one writes them in the table above."""
    text = unicodedata.normalize("NFKC", str(title)).lower()
    return re.sub(r"[\s()（）/、*:：_\-\ufeff]", "", text)


KNOWN = {plain(title): field for field, titles in TITLES.items() for title in titles}


def find(rows: Sequence[Sequence[str]], given: Mapping[str, str] | None = None) -> tuple[int, dict[str, int]]:
    """The place of the header among the first rows, and the column of each field; `given` maps fields to titles."""
    known = KNOWN | {plain(title): field for field, title in (given or {}).items()}
    best = -1
    found: dict[str, int] = {}
    for place, row in enumerate(rows[:SEARCHED_ROWS]):
        columns = _columns(row, known, set(given or ()))
        if len(columns) > len(found):
            best, found = place, columns
    if best < 0:
        raise Refused("no_header")
    missing = [title for field, title in (given or {}).items() if field not in found]
    if missing:
        raise Refused("no_such_column", column=missing[0])
    if "name" not in found and "id_no" not in found:
        raise Refused("no_name", titles="、".join(str(each) for each in rows[best] if str(each).strip()))
    return best, found


def _columns(row: Sequence[str], known: Mapping[str, str], mapped: set[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, title in enumerate(row):
        field = known.get(plain(title))
        if field is None:
            continue
        if field in columns:
            if field in mapped:
                continue
            first, second = letters(columns[field]), letters(column)
            raise Refused("twice", column=str(title).strip(), first=first, second=second)
        columns[field] = column
    return columns


def letters(column: int) -> str:
    """As Excel shows it: 0 → A, 26 → AA."""
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
