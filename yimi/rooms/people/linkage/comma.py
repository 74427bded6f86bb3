"""Comma-separated files read as bytes: where every cell starts is found for the whole file at once."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from yimi.rooms.people.linkage.cells import Bytes, Cells, Longs
from yimi.rooms.people.linkage.refused import Refused
from yimi.rooms.people.linkage.table import LOST, Kept, Table

NEWLINE = 10
DELIMITERS = ",;\t|"
PIECE = 1 << 22


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
            cells = self.column(column, at, min(at + step, len(self)))
            ends = (cells.size >= 4) & (cells.size <= 22)
            rows = np.flatnonzero(ends)
            taken = cells.gather(rows, 22)
            rows = rows[((taken == ord("E")) | (taken == ord("e"))).any(1)]
            for row, text in zip(rows.tolist(), cells.texts(rows), strict=True):
                if LOST.fullmatch(text.strip()):
                    return at + int(row)
        return None


def read_csv(path: Path) -> Table:
    """UTF-8, UTF-16 or GB 18030; the delimiter is the one the first line has most of."""
    raw = _utf8(path.read_bytes())
    first = raw[: max(raw.find(b"\n"), 0) or len(raw)].decode("utf-8", "replace")
    delimiter = max(DELIMITERS, key=first.count)
    data = np.frombuffer(raw, np.uint8)
    lines = None if b'"' in raw else _lines(data, delimiter)
    return Table(lines or Kept(_parsed(raw, delimiter)))


def _utf8(raw: bytes) -> bytes:
    """The same text in UTF-8, without a mark in front."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding).encode()
    raw = raw.removeprefix(codecs.BOM_UTF8)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(raw), PIECE):
            decoder.decode(raw[at : at + PIECE], at + PIECE >= len(raw))
    except UnicodeDecodeError:
        try:
            return raw.decode("gb18030").encode()
        except UnicodeDecodeError:
            raise Refused("unknown_encoding") from None
    if b"\0" in raw[:PIECE]:
        raise Refused("not_a_list")
    return raw


def _lines(data: Bytes, delimiter: str) -> Lines | None:
    """None when the lines are not all of one width."""
    ends = [np.flatnonzero(data[at : at + PIECE] == NEWLINE) + at for at in range(0, len(data), PIECE)]
    starts = np.r_[0, np.concatenate(ends) + 1]
    if starts[-1] < len(data):
        starts = np.r_[starts, len(data)]
    cuts = np.zeros(len(starts) - 1, np.int64)
    step = 1 << 17
    for at in range(0, len(cuts), step):
        end = min(at + step, len(cuts))
        base = int(starts[at])
        marks = np.flatnonzero(data[base : starts[end]] == ord(delimiter)) + base
        cuts[at:end] = np.diff(np.searchsorted(marks, starts[at : end + 1]))
    if len(cuts) == 0 or (cuts != cuts[0]).any():
        return None
    return Lines(data, starts, int(cuts[0]) + 1, delimiter)


def _parsed(raw: bytes, delimiter: str) -> list[tuple[str, ...]]:
    stream = io.TextIOWrapper(io.BytesIO(raw), "utf-8", errors="replace", newline="")
    csv.field_size_limit(1 << 20)
    try:
        rows = [tuple(row) for row in csv.reader(stream, delimiter=delimiter)]
    except csv.Error:
        raise Refused("not_a_list") from None
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows
