"""Invented numbers of the unassigned area 990101, and Excel sheets made of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import xlsxwriter

from yimi.kernel.ids import id18_check

HEADER = ["姓名", "身份证号", "性别", "出生日期", "电话", "村（社区）", "户主", "类别", "备注"]


def an_id(number: int, born: date = date(1945, 3, 8), woman: bool = True) -> str:
    """A checked number of nobody: area 990101."""
    day = born + timedelta(days=number // 400)
    order = (number % 400) * 2 + (0 if woman else 1)
    first = f"990101{day:%Y%m%d}{order:03d}"
    return first + id18_check(first)


def workbook(
    rows: Sequence[Sequence[Any]], header: Sequence[str] | None = None, title: str = ""
) -> io.BytesIO:
    """A sheet as a station would send it: optional title row, header, rows."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("名单")
    top = 0
    if title:
        sheet.merge_range(0, 0, 0, 5, title)
        top = 1
    sheet.write_row(top, 0, list(HEADER if header is None else header))
    for number, row in enumerate(rows, top + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
            else:
                sheet.write(number, column, cell)
    book.close()
    stream.seek(0)
    stream.name = "名单.xlsx"
    return stream


def a_row(number: int, **changed: Any) -> list[Any]:
    cells: dict[str, Any] = {
        "姓名": "王" + "秀英芬兰桂珍玉梅香莲"[number % 10] + "甲乙丙丁戊己庚辛壬癸"[number // 10 % 10],
        "身份证号": an_id(number),
        "性别": "女",
        "出生日期": "",
        "电话": "",
        "村（社区）": "新花村",
        "户主": "",
        "类别": "",
        "备注": "",
    } | changed
    return [cells[title] for title in HEADER]
