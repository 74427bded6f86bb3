"""One list on disk: .csv of any usual encoding, or .xlsx; read once into columns, and any row again later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from yimi.rooms.people.linkage import headers
from yimi.rooms.people.linkage.cells import Cells
from yimi.rooms.people.linkage.comma import read_csv
from yimi.rooms.people.linkage.keys import Longs
from yimi.rooms.people.linkage.labels import ROWS_A_STEP, as_json, quoted, row_names
from yimi.rooms.people.linkage.refused import Refused
from yimi.rooms.people.linkage.register import Register
from yimi.rooms.people.linkage.table import Table
from yimi.rooms.people.linkage.workbook import read_xlsx

Progress = Callable[[float], None]


@dataclass
class Listing:
    """A list as it is compared, and the table it came from."""

    path: Path
    table: Table
    columns: dict[str, int]
    register: Register
    names: Cells | None = None

    def __len__(self) -> int:
        return len(self.table)

    def labels(self, rows: Longs | None = None) -> list[str]:
        """What rows are called: their number in the list, else their row as Excel shows it. All of them, or some."""
        if self.names is None:
            every = np.arange(len(self)) if rows is None else rows
            return [str(number) for number in (every + self.table.first_row).tolist()]
        return self.names.texts(np.arange(len(self)) if rows is None else rows)

    def quoted(self, rows: Longs) -> list[bytes]:
        """Labels as JSON."""
        return as_json(self.labels(rows)) if self.names is None else quoted(self.names, rows)

    def ready(self) -> Listing:
        self.register.ready()
        return self

    def row(self, number: int) -> dict[str, str]:
        """The texts of one row by field."""
        cells = self.table.row(number)
        return {field: cells[column] if column < len(cells) else "" for field, column in self.columns.items()}


def open_list(
    path: Path, given: Mapping[str, str] | None = None, progress: Progress = lambda share: None
) -> Listing:
    """Read a list; raises Refused with the file, the row and the column of what cannot be."""
    try:
        table = read_table(path, (given or {}).get("sheet"))
        titles = {field: title for field, title in (given or {}).items() if field != "sheet"}
        place, columns = headers.find(table.top(headers.SEARCHED_ROWS), titles)
        table = table.below(place)
        if not len(table):
            raise Refused("no_rows")
        register = _register(table, columns, progress)
        _check_numbers(table, columns, register)
        names = row_names(table, columns)
    except Refused as refused:
        refused.details.setdefault("file", path.name)
        raise
    return Listing(path, table, columns, register, names)


def read_table(path: Path, sheet: str | None = None) -> Table:
    """The texts of a file, whatever it holds."""
    if not path.exists():
        raise Refused("no_file")
    if path.stat().st_size == 0:
        raise Refused("empty_file")
    with path.open("rb") as stream:
        start = stream.read(8)
    if start.startswith(b"PK"):
        return read_xlsx(path, sheet)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old_excel")
    return read_csv(path)


def _register(table: Table, columns: dict[str, int], progress: Progress) -> Register:
    parts = []
    for start in range(0, len(table), ROWS_A_STEP):
        end = min(start + ROWS_A_STEP, len(table))
        cells = table.columns(list(columns.values()), start, end)
        parts.append(Register.read(dict(zip(columns, cells, strict=True)), end - start))
        progress(end / len(table))
    names = [each.name for each in fields(Register)]
    return Register(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def _check_numbers(table: Table, columns: dict[str, int], register: Register) -> None:
    """A number that a spreadsheet turned into 3.4E+17 has lost its last digits: comparing it would be a lie."""
    if "id_no" not in columns:
        return
    lost = table.lost_digits(columns["id_no"])
    if lost is not None:
        where = {"row": table.first_row + lost, "column": table.title(columns["id_no"])}
        raise Refused("lost_digits", **where, letter=headers.letters(columns["id_no"]))
