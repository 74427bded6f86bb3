"""A file of plain lines: where every cell starts is found for many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yimi.rooms.people.linkage.cells import Cells
from yimi.rooms.people.linkage.kept import LOST
from yimi.rooms.people.linkage.keys import Bytes, Longs

NEWLINE = 10


@dataclass(frozen=True)
class Lines:
    """Rows of equal width without quotes: only where each line starts is kept."""

    data: Bytes
    starts: Longs  # one more than there are lines
    width: int
    delimiter: str

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> list[str]:
        line = self.data[self.starts[number] : self.starts[number + 1]].tobytes()
        return line.decode("utf-8", "replace").rstrip("\r\n").split(self.delimiter)

    def column(self, column: int, start: int, end: int) -> Cells:
        return self.columns([column], start, end)[0]

    def columns(self, columns: Sequence[int], start: int, end: int) -> list[Cells]:
        base, stop = int(self.starts[start]), int(self.starts[end])
        piece = self.data[base:stop]
        marks = np.flatnonzero((piece == ord(self.delimiter)) | (piece == NEWLINE)) + base
        if stop == len(self.data) and (not len(piece) or piece[-1] != NEWLINE):
            marks = np.r_[marks, stop]
        ends = marks.reshape(-1, self.width)
        begins = [ends[:, column - 1] + 1 if column else self.starts[start:end] for column in columns]
        return [
            Cells(self.data, begin, ends[:, column] - begin)
            for begin, column in zip(begins, columns, strict=True)
        ]

    def lost_digits(self, column: int, start: int) -> int | None:
        step = 1 << 17
        for at in range(start, len(self), step):
            end = min(at + step, len(self))
            if not ((self.data[self.starts[at] : self.starts[end]] | 32) == ord("e")).any():
                continue
            cells = self.column(column, at, end)
            ends = (cells.size >= 4) & (cells.size <= 22)
            rows = np.flatnonzero(ends)
            taken = cells.gather(rows, 22)
            rows = rows[((taken == ord("E")) | (taken == ord("e"))).any(1)]
            for row, text in zip(rows.tolist(), cells.texts(rows), strict=True):
                if LOST.fullmatch(text.strip()):
                    return at + int(row)
        return None
