"""Rows held as texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yimi.rooms.people.linkage.cells import Cells

LOST = re.compile(r"\d(\.\d+)?[eE]\+?\d+")


@dataclass(frozen=True)
class Kept:
    """Rows held as texts; cells that were numbers too long for a spreadsheet are marked in `lost`."""

    texts: list[tuple[str, ...]]
    lost: frozenset[tuple[int, int]] = frozenset()

    def __len__(self) -> int:
        return len(self.texts)

    def row(self, number: int) -> list[str]:
        return list(self.texts[number])

    def column(self, column: int, start: int, end: int) -> Cells:
        return Cells.of([row[column] if column < len(row) else "" for row in self.texts[start:end]])

    def columns(self, columns: Sequence[int], start: int, end: int) -> list[Cells]:
        return [self.column(column, start, end) for column in columns]

    def lost_digits(self, column: int, start: int) -> int | None:
        marked = [row for row, at in self.lost if at == column and row >= start]
        written = (
            number for number in range(start, len(self.texts))
            if column < len(self.texts[number]) and LOST.fullmatch(self.texts[number][column].strip())
        )  # fmt: skip
        return min([*marked, *[first for first in [next(written, None)] if first is not None]], default=None)
