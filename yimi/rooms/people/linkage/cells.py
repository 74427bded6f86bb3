"""A column of texts as bytes in one buffer, so that whole columns are read at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from yimi.rooms.people.linkage.keys import Bytes, Keys, Longs, first_of_each, mixed

STEP = 16_384  # rows a time: gathers stay in the cache and the memory stays small


HASHED_LENGTH = 64  # a longer text is told apart by its end and its length


BLANKS = np.zeros(256, bool)


BLANKS[[9, 10, 13, 32, 34]] = True


@dataclass(frozen=True)
class Cells:
    """`size[i]` bytes of UTF-8 from `start[i]`, one cell a row."""

    data: Bytes
    start: Longs
    size: Longs

    @classmethod
    def of(cls, texts: Sequence[str]) -> Cells:
        encoded = [text.encode("utf-8", "replace") for text in texts]
        size = np.fromiter(map(len, encoded), np.int64, len(encoded))
        data = np.frombuffer(b"".join(encoded), np.uint8)
        return cls(data, np.cumsum(size) - size, size)

    def __len__(self) -> int:
        return len(self.size)

    def text(self, row: int) -> str:
        start = int(self.start[row])
        return self.data[start : start + int(self.size[row])].tobytes().decode("utf-8", "replace")

    def texts(self, rows: Longs) -> list[str]:
        whole = self.data.data
        return [
            str(whole[start:end], "utf-8", "replace")
            for start, end in zip(
                self.start[rows].tolist(), (self.start[rows] + self.size[rows]).tolist(), strict=True
            )
        ]

    def gather(self, rows: Longs, width: int) -> Bytes:
        """The first `width` bytes of each row, zero behind its end."""
        last = len(self.data) - width
        if last < 0 or not width:
            padded = np.concatenate([self.data, np.zeros(width, np.uint8)])
            return (
                Cells(padded, self.start, self.size).gather(rows, width)
                if width
                else np.zeros((len(rows), 0), np.uint8)
            )
        start = self.start[rows]
        taken: Bytes = sliding_window_view(self.data, width)[np.minimum(start, last)]
        for row in np.flatnonzero(start > last).tolist():  # at the very end of the buffer
            end = self.data[start[row] :]
            taken[row, : len(end)] = end
        taken *= np.arange(width) < self.size[rows, None]
        return taken

    def trimmed(self) -> Cells:
        """Without blanks at either end."""
        start, size = self.start.copy(), self.size.copy()
        rows = np.flatnonzero(size)
        for _ in range(8):
            first = BLANKS[self.data[start[rows]]]
            start[rows[first]] += 1
            size[rows[first]] -= 1
            last = (size[rows] > 0) & BLANKS[self.data[start[rows] + size[rows] - 1]]
            size[rows[last]] -= 1
            rows = rows[(first | last) & (size[rows] > 0)]
            if not len(rows):
                break
        return Cells(self.data, start, size)

    def hashes(self) -> Keys:
        """64 bits of every text; empty is 0."""
        out = np.zeros(len(self), np.uint64)
        for at in range(0, len(self), STEP):
            rows = np.arange(at, min(at + STEP, len(self)))
            size = self.size[rows]
            width = int(min(size.max(initial=0), HASHED_LENGTH))
            taken = self.gather(rows, width)
            value = mixed(size.astype(np.uint64) + np.uint64(1))
            for column in range(width):
                value = value * np.uint64(0x100000001B3) ^ taken[:, column]
                value = value ^ (value >> np.uint64(29))
            out[rows] = np.where(size > 0, mixed(value), np.uint64(0))
        return out

    def mapped(self, meaning: Callable[[str], Any], kind: Any = np.int64) -> NDArray[Any]:
        """`meaning(text)` of every row, asked once for each different text."""
        first, inverse = first_of_each(self.hashes())
        values = np.array([meaning(text) for text in self.texts(first)], kind)
        return values[inverse] if len(first) else np.zeros(0, kind)


def joined_cells(parts: Sequence[Cells]) -> Cells:
    """One column of several, each with a buffer of its own or all with the same."""
    start = np.concatenate([part.start for part in parts])
    size = np.concatenate([part.size for part in parts]).astype(np.int32)
    if all(part.data is parts[0].data for part in parts):
        return Cells(parts[0].data, start, size)
    shift = np.cumsum([0, *(len(part.data) for part in parts)])
    moved = np.concatenate([part.start + by for part, by in zip(parts, shift.tolist(), strict=False)])
    return Cells(np.concatenate([part.data for part in parts]), moved, size)
