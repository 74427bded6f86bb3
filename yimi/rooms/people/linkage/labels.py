"""What the rows of a list are called: the column that numbers them, or their place."""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np

from yimi.rooms.people.linkage import headers
from yimi.rooms.people.linkage.cells import Cells, joined_cells
from yimi.rooms.people.linkage.keys import Longs, first_of_each
from yimi.rooms.people.linkage.refused import Refused
from yimi.rooms.people.linkage.table import Table

ROWS_A_STEP = 65_536
LONGEST = 64  # bytes of a name that are framed by columns


def row_names(table: Table, columns: dict[str, int]) -> Cells | None:
    """The column that numbers the rows: every cell filled, no two alike."""
    if "unique_id" not in columns:
        return None
    steps = range(0, len(table), ROWS_A_STEP)
    parts = [
        table.column(columns["unique_id"], at, min(at + ROWS_A_STEP, len(table))).trimmed() for at in steps
    ]
    cells = joined_cells(parts)
    where = {"column": table.title(columns["unique_id"]), "letter": headers.letters(columns["unique_id"])}
    empty = np.flatnonzero(cells.size == 0)
    if len(empty):
        raise Refused("no_label", row=table.first_row + int(empty[0]), **where)
    keys = cells.hashes()
    order = np.sort(keys)
    if (order[1:] == order[:-1]).any():
        first, inverse = first_of_each(keys)
        second = _first_repeat(first, inverse)
        earlier = table.first_row + int(first[inverse[second]])
        raise Refused("same_label", row=table.first_row + second, earlier=earlier, **where)
    return cells


def _first_repeat(first: Longs, inverse: Longs) -> int:
    rows = np.arange(len(inverse))
    return int(rows[first[inverse] != rows][0])


def quoted(names: Cells, rows: Longs) -> list[bytes]:
    """Names of rows as JSON; nearly always a pair of quotes is all it takes."""
    size = names.size[rows]
    width = int(size.max(initial=0))
    taken = names.gather(rows, min(width, LONGEST))
    inside = np.arange(taken.shape[1]) < size[:, None]
    if width > LONGEST or ((taken == ord('"')) | (taken == ord("\\")) | (taken < ord(" ")) & inside).any():
        return as_json(names.texts(rows))
    framed = np.zeros((len(rows), width + 2), np.uint8)
    framed[:, 0] = ord('"')
    framed[:, 1:-1] = taken
    framed[np.arange(len(rows)), size + 1] = ord('"')
    told: list[bytes] = framed.view(f"S{width + 2}").ravel().tolist()
    return told


def as_json(texts: Iterable[str]) -> list[bytes]:
    return [json.dumps(text, ensure_ascii=False).encode() for text in texts]
