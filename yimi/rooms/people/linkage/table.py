"""Rows and columns of texts, wherever they came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from yimi.rooms.people.linkage.cells import Cells


class Rows(Protocol):
    """Where the texts are kept."""

    def __len__(self) -> int: ...
    def row(self, number: int) -> list[str]: ...
    def column(self, column: int, start: int, end: int) -> Cells: ...
    def columns(self, columns: Sequence[int], start: int, end: int) -> list[Cells]: ...
    def lost_digits(self, column: int, start: int) -> int | None: ...


@dataclass(frozen=True)
class Table:
    """The rows from `start` on; `numbers_from` is the number of the very first row as Excel shows it."""

    rows: Rows
    start: int = 0
    numbers_from: int = 1
    header: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows) - self.start

    @property
    def first_row(self) -> int:
        return self.numbers_from + self.start

    def top(self, count: int) -> list[list[str]]:
        return [self.rows.row(number) for number in range(min(count, len(self.rows)))]

    def below(self, place: int) -> Table:
        """Without the header at `place` and what stands above it."""
        return replace(self, start=place + 1, header=self.rows.row(place))

    def title(self, column: int) -> str:
        return self.header[column].strip()

    def row(self, number: int) -> list[str]:
        return self.rows.row(self.start + number)

    def column(self, column: int, start: int, end: int) -> Cells:
        return self.rows.column(column, self.start + start, self.start + end)

    def columns(self, columns: Sequence[int], start: int, end: int) -> list[Cells]:
        """Several columns of the same rows, found in one go."""
        return self.rows.columns(columns, self.start + start, self.start + end)

    def lost_digits(self, column: int) -> int | None:
        """The first row whose long number was stored as a floating one."""
        found = self.rows.lost_digits(column, self.start)
        return None if found is None else found - self.start
