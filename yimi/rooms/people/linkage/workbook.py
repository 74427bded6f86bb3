"""A worksheet as rows of texts: numbers as they are shown, days as days."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from yimi.rooms.people.book import Unreadable, Worksheet, worksheets
from yimi.rooms.people.linkage import headers
from yimi.rooms.people.linkage.kept import Kept
from yimi.rooms.people.linkage.refused import Refused
from yimi.rooms.people.linkage.table import Table

LARGEST_UNPACKED = 2 << 30
HIGHEST_RATIO = 200
EXACT_DIGITS = 10**15  # a spreadsheet's number holds fifteen digits


def read_xlsx(path: Path, sheet: str | None = None) -> Table:
    """The named sheet, else the first visible one with a header that is understood."""
    _check(path)
    try:
        tables = [_read(each) for each in worksheets(path, sheet)]
    except Unreadable as error:
        raise Refused("not_a_list") from error
    if not tables:
        raise Refused("no_sheet", sheet=sheet or "")
    return next((table for table in tables if _understood(table)), tables[0])


def _check(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Refused("not_a_list") from None
    if size > LARGEST_UNPACKED or size > HIGHEST_RATIO * max(path.stat().st_size, 1 << 16):
        raise Refused("too_large")
    if "xl/workbook.xml" not in names:
        raise Refused("not_a_list")


def _understood(table: Table) -> bool:
    try:
        headers.find(table.top(headers.SEARCHED_ROWS))
    except Refused:
        return False
    return True


def _read(sheet: Worksheet) -> Table:
    texts: list[tuple[str, ...]] = []
    lost = set()
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            if isinstance(cell, float) and abs(cell) >= EXACT_DIGITS:
                lost.add((number, column))
        texts.append(tuple(map(shown, row)))
    while texts and not any(texts[-1]):
        texts.pop()
    return Table(Kept(texts, frozenset(lost)), numbers_from=sheet.first_row)


def shown(cell: Any) -> str:
    """What a clerk sees."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
