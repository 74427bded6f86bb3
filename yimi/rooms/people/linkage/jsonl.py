"""The result as one JSON line a row."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.halves import both
from yimi.rooms.people.linkage.keys import Bytes, Longs
from yimi.rooms.people.linkage.verdicts import NOBODY, Judged, Verdict

ROWS_A_STEP = 32_768
#: A score has four places, see `judge`.
SCORES = 10_001
#: Of some rows, what they are called, as JSON.
Names = Callable[[Longs], list[bytes]]
Texts = NDArray[np.object_]


def write_json(path: Path, judged: Judged, left: Names, right: Names) -> Counter[str]:
    """One line a left row in its order, then one a right row without a partner. Returns how many of each class."""
    steps = range(0, len(judged.partner), ROWS_A_STEP)
    half = len(steps) * 11 // 16  # the other piece has the rows without a partner besides

    def rest() -> tuple[Counter[str], Bytes]:
        lines = io.BytesIO()
        found = _paired(judged, steps[half:], left, right, lines)
        _alone(judged, right, lines)
        return found, np.frombuffer(lines.getbuffer(), np.uint8)  # a column, so not copied on its way

    with path.open("wb") as stream:
        count, (more, lines) = both(lambda: _paired(judged, steps[:half], left, right, stream), rest)
        stream.write(lines.data)
    count += more
    count[Verdict.NEW.value] = len(judged.alone)
    return count


def _tail(verdict: Verdict, score: float = 0.0, reasons: Sequence[str] = NOBODY) -> bytes:
    return f'"class": "{verdict}", "score": {score}, "reasons": {json.dumps(reasons)}}}\n'.encode()


def _paired(judged: Judged, steps: range, left: Names, right: Names, stream: IO[bytes]) -> Counter[str]:
    """The lines of left rows, from each of `steps` on."""
    count: Counter[str] = Counter()
    made: dict[int, tuple[str, bytes]] = {}
    gone = _tail(Verdict.GONE)
    for at in steps:
        rows = np.arange(at, min(at + ROWS_A_STEP, len(judged.place)))
        found = np.flatnonzero(judged.place[rows] >= 0)
        partner, tail = np.full(len(rows), b"null", object), np.full(len(rows), gone, object)
        partner[found] = right(judged.partner[rows[found]])
        tail[found] = _tails(judged, judged.place[rows[found]], made, count)
        count[Verdict.GONE.value] += len(rows) - len(found)
        stream.write(_written(left(rows), partner.tolist(), tail.tolist()))
    return count


def _tails(judged: Judged, pairs: Longs, made: dict[int, tuple[str, bytes]], count: Counter[str]) -> Texts:
    """How the lines of these pairs end: `made` once for all that have the same facts and the same score."""
    alike = judged.number[pairs] * SCORES + np.rint(judged.score[pairs] * (SCORES - 1)).astype(np.int64)
    codes, first, which, often = np.unique(alike, return_index=True, return_inverse=True, return_counts=True)
    tails = np.empty(len(first), object)
    each = zip(codes.tolist(), pairs[first].tolist(), often.tolist(), strict=True)
    for place, (code, pair, times) in enumerate(each):
        if code not in made:
            verdict, reasons = judged.verdict(pair), judged.said[judged.number[pair]][1]
            made[code] = verdict.value, _tail(verdict, float(judged.score[pair]), reasons)
        name, tails[place] = made[code]
        count[name] += times
    ends: Texts = tails[which]
    return ends


def _alone(judged: Judged, right: Names, stream: IO[bytes]) -> None:
    new = _tail(Verdict.NEW)
    for at in range(0, len(judged.alone), ROWS_A_STEP):
        names = right(judged.alone[at : at + ROWS_A_STEP])
        stream.write(_written([b"null"] * len(names), names, [new] * len(names)))


def _written(left: list[bytes], right: list[bytes], tails: list[bytes]) -> bytes:
    parts = [b'{"left": ', b"", b', "right": ', b"", b", ", b""] * len(left)
    parts[1::6], parts[3::6], parts[5::6] = left, right, tails
    return b"".join(parts)
