"""The result as one JSON line a row."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import numpy as np

from yimi.rooms.people.linkage.halves import both
from yimi.rooms.people.linkage.keys import Bytes, Longs
from yimi.rooms.people.linkage.verdicts import NOBODY, Judged, Verdict

ROWS_A_STEP = 32_768


Labels = Callable[[Longs], list[str]]


def write_json(path: Path, judged: Judged, left: Labels, right: Labels) -> Counter[str]:
    """One line a left row in its order, then one a right row without a partner. Returns how many of each class."""
    steps = range(0, len(judged.partner), ROWS_A_STEP)
    half = len(steps) * 11 // 16  # the other piece has the rows without a partner besides

    def rest() -> tuple[Counter[str], Bytes]:
        lines = io.BytesIO()
        found = _paired(judged, steps[half:], (left, right), lines)
        _alone(judged, right, lines)
        return found, np.frombuffer(lines.getbuffer(), np.uint8)  # a column, so not copied on its way

    with path.open("wb") as stream:
        count, (more, lines) = both(lambda: _paired(judged, steps[:half], (left, right), stream), rest)
        stream.write(lines.data)
    count += more
    count[Verdict.NEW.value] = len(judged.alone)
    return count


def _tail(verdict: Verdict) -> str:
    return f'"class": "{verdict}", "score": 0.0, "reasons": {json.dumps(NOBODY)}}}\n'


def _paired(judged: Judged, steps: range, lists: tuple[Labels, Labels], stream: IO[bytes]) -> Counter[str]:
    """The lines of left rows, from each of `steps` on."""
    count: Counter[str] = Counter()
    tails: dict[tuple[int, float], tuple[str, str]] = {}
    for at in steps:
        lines = _lines(judged, slice(at, at + ROWS_A_STEP), lists, tails, count, _tail(Verdict.GONE))
        stream.write("".join(lines).encode())
    return count


def _alone(judged: Judged, right: Labels, stream: IO[bytes]) -> None:
    new = _tail(Verdict.NEW)
    for at in range(0, len(judged.alone), ROWS_A_STEP):
        labels = _quoted(right(judged.alone[at : at + ROWS_A_STEP]))
        stream.write("".join([f'{{"left": null, "right": {label}, {new}' for label in labels]).encode())


def _lines(
    judged: Judged, rows: slice, lists: tuple[Labels, Labels], tails: dict[tuple[int, float], tuple[str, str]],
    count: Counter[str], gone: str,
) -> list[str]:  # fmt: skip
    place, partner = judged.place[rows], judged.partner[rows]
    labels = _quoted(lists[0](np.arange(rows.start, rows.start + len(place))))
    found = np.flatnonzero(place >= 0)
    lines = [f'{{"left": {label}, "right": null, {gone}' for label in labels]
    count[Verdict.GONE.value] += len(lines) - len(found)
    partners = _quoted(lists[1](partner[found]))
    pairs = place[found]
    each = zip(
        found.tolist(),
        partners,
        pairs.tolist(),
        judged.number[pairs].tolist(),
        judged.score[pairs].tolist(),
        strict=True,
    )
    for row, other, pair, number, score in each:
        if (number, score) not in tails:
            name, reasons = judged.verdict(pair).value, json.dumps(judged.said[number][1])
            tails[number, score] = name, f'"class": "{name}", "score": {score}, "reasons": {reasons}}}\n'
        name, tail = tails[number, score]
        count[name] += 1
        lines[row] = f'{{"left": {labels[row]}, "right": {other}, {tail}'
    return lines


def _quoted(labels: Sequence[str]) -> list[str]:
    """As JSON; nearly always a pair of quotes is all it takes."""
    if "".join(labels).isalnum():
        return [f'"{label}"' for label in labels]
    return [json.dumps(label, ensure_ascii=False) for label in labels]
