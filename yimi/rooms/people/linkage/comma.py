"""Comma-separated files read as bytes: where every cell starts is found for the whole file at once."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import numpy as np

from yimi.rooms.people.linkage.kept import Kept
from yimi.rooms.people.linkage.keys import Bytes
from yimi.rooms.people.linkage.lines import NEWLINE, Lines
from yimi.rooms.people.linkage.refused import Refused
from yimi.rooms.people.linkage.table import Table

DELIMITERS = ",;\t|"


PIECE = 1 << 22


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
    last, blank = len(starts) - 1, b" \t\r\n" + delimiter.encode()
    while last > 1 and not data[starts[last - 1] : starts[last]].tobytes().strip(blank):
        last -= 1  # a spreadsheet likes to write empty rows at the end
    starts, data = starts[: last + 1], data[: starts[last]]
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
