"""Opening a judged workbook: the first sheet with a header, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.rooms.people.book import Unreadable, Worksheet, worksheets
from yimi.rooms.people.sheet.container import MOST_ROWS, check_container
from yimi.rooms.people.sheet.header import Header, find_header


@dataclass(frozen=True)
class Sheet:
    header: Header
    rows: list[tuple[int, dict[str, Any]]]


def open_sheet(data: bytes) -> Sheet:
    """The first visible worksheet with a 姓名 column; refuses a file that is none or beyond the limits."""
    check_container(data)
    try:
        found = _first_with_header(data)
    except Unreadable as error:
        raise Refusal(
            _("文件已损坏或格式特殊，无法读取。请在 Excel 里另存为新的 .xlsx 后再导入。"),
            field="file",
            code="bad_sheet",
        ) from error
    if found is None:
        raise Refusal(
            _("没有找到表头：前 10 行里要有一行写着“姓名”“身份证号”“村（社区）”等列名。"),
            field="file",
            code="bad_sheet",
        )
    if not found.rows:
        raise Refusal(_("表头下面没有数据，请填写后再导入。"), field="file", code="bad_sheet")
    return found


def _first_with_header(data: bytes) -> Sheet | None:
    return next((found for sheet in worksheets(data) if (found := _read(sheet)) is not None), None)


def _read(sheet: Worksheet) -> Sheet | None:
    first, rows = sheet.first_row, sheet.rows
    header = find_header(rows, first)
    if header is None:
        return None
    filled = list(_filled(rows[header.row - first + 1 :], header))
    if len(filled) > MOST_ROWS:
        raise Refusal(_("表格超过 20 万行，请分成几个文件导入。"), field="file", code="bad_sheet")
    return Sheet(header=header, rows=filled)


def _filled(rows: list[list[Any]], header: Header) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, row in enumerate(rows, header.row + 1):
        cells = {key: row[column] for key, column in header.columns.items() if column < len(row)}
        if any(str(cell).strip() for cell in cells.values()):
            yield number, cells
