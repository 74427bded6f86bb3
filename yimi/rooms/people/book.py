"""Opening a workbook, for the register's import and for lists that are compared: one reader, no Django.

A parser in Rust reads a sheet in a tenth of the time a Python one needs (`bench/sheets.py`, docs/figures.md).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum


class Unreadable(Exception):
    """What the parser could not make sense of; the cause is the parser's own."""


@dataclass(frozen=True)
class Worksheet:
    """The rows of a sheet from the first that holds anything; `first_row` is its number as Excel shows it."""

    name: str
    first_row: int
    rows: list[list[Any]]


def worksheets(source: Path | bytes, named: str | None = None) -> Iterator[Worksheet]:
    """The visible worksheets in order, or the one called `named`, visible or not; each is read when it is asked for."""
    book = _guarded(lambda: _open(source))
    for meta in book.sheets_metadata:
        shown = meta.visible == SheetVisibleEnum.Visible if named is None else meta.name == named
        if meta.typ == SheetTypeEnum.WorkSheet and shown:
            yield _guarded(lambda name=meta.name: _read(book, name))


def _open(source: Path | bytes) -> CalamineWorkbook:
    if isinstance(source, bytes):
        return CalamineWorkbook.from_filelike(io.BytesIO(source))
    return CalamineWorkbook.from_path(str(source))


def _read(book: CalamineWorkbook, name: str) -> Worksheet:
    sheet = book.get_sheet_by_name(name)
    # `to_python` skips leading empty rows; `start` says how many, so that numbers are those Excel shows.
    return Worksheet(name, sheet.start[0] + 1 if sheet.start else 1, sheet.to_python(skip_empty_area=True))


def _guarded(read: Any) -> Any:
    try:
        return read()
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the parser is Rust: its panic is no Exception
        raise Unreadable from error
