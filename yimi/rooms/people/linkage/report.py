"""The result as one JSON line a row, and as a workbook for the office."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from yimi.rooms.people.linkage.cells import Longs
from yimi.rooms.people.linkage.register import FIELDS
from yimi.rooms.people.linkage.sheets import Workbook
from yimi.rooms.people.linkage.source import Listing
from yimi.rooms.people.linkage.verdicts import NOBODY, Judged, Outcome, Verdict, outcomes

SHEET_ROWS = 1_000_000
ROWS_A_STEP = 32_768
Labels = Callable[[Longs], list[str]]
SHOWN = (Verdict.REVIEW, Verdict.CHANGED, Verdict.NEW, Verdict.GONE)


def write_json(path: Path, judged: Judged, left: Labels, right: Labels) -> Counter[str]:
    """One line a left row in its order, then one a right row without a partner. Returns how many of each class."""
    count: Counter[str] = Counter()
    tails: dict[tuple[int, float], tuple[str, str]] = {}
    nobody = json.dumps(NOBODY)
    gone, new = (
        f'"class": "{v}", "score": 0.0, "reasons": {nobody}}}\n' for v in (Verdict.GONE, Verdict.NEW)
    )
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for at in range(0, len(judged.partner), ROWS_A_STEP):
            stream.write(
                "".join(_lines(judged, slice(at, at + ROWS_A_STEP), (left, right), tails, count, gone))
            )
        for at in range(0, len(judged.alone), ROWS_A_STEP):
            labels = _quoted(right(judged.alone[at : at + ROWS_A_STEP]))
            stream.write("".join([f'{{"left": null, "right": {label}, {new}' for label in labels]))
    count[Verdict.NEW.value] = len(judged.alone)
    return count


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


@dataclass(frozen=True)
class Office:
    """A workbook in the making; `words` says every title and reason in the reader's language."""

    lists: tuple[Listing, Listing]
    words: Mapping[str, str]
    labels: tuple[list[str], list[str]]

    def summary(self, count: Mapping[str, int]) -> list[tuple[str, str]]:
        lines = []
        for side, listing in zip(("left", "right"), self.lists, strict=True):
            lines += [(self.words[side], listing.path.name), (self.words["rows"], str(len(listing)))]
        return [
            *lines,
            *((self.words[verdict.value], str(count.get(verdict.value, 0))) for verdict in Verdict),
        ]

    def fields(self) -> list[str]:
        return [field for field in FIELDS if any(field in each.columns for each in self.lists)]

    def header(self) -> list[str]:
        sides = (self.words["left"], self.words["right"])
        head = [
            *(f"{side} {self.words['unique_id']}" for side in sides),
            self.words["score"],
            self.words["reasons"],
        ]
        return [*head, *(f"{side} {self.words[field]}" for field in self.fields() for side in sides)]

    def rows(self, chosen: Iterable[Outcome]) -> Iterator[list[str]]:
        fields, said = self.fields(), dict[tuple[str, ...], str]()
        for row, partner, _, score, codes in chosen:
            one = {} if row is None else self.lists[0].row(row)
            other = {} if partner is None else self.lists[1].row(partner)
            if codes not in said:
                said[codes] = self.words["and"].join(self.words.get(code, code) for code in codes)
            cells = [
                "" if row is None else self.labels[0][row],
                "" if partner is None else self.labels[1][partner],
            ]
            cells += [f"{score:.4f}" if row is not None and partner is not None else "", said[codes]]
            for field in fields:
                cells += [one.get(field, ""), other.get(field, "")]
            yield cells


def write_xlsx(
    path: Path, judged: Judged, lists: tuple[Listing, Listing], words: Mapping[str, str]
) -> Counter[str]:
    """What was counted, and a sheet for each way to differ; the same rows are only counted."""
    count = Counter(result.verdict.value for result in outcomes(judged))
    office = Office(lists, words, (lists[0].labels(), lists[1].labels()))
    with Workbook(path) as book:
        book.sheet(words["summary"], (words["left"], words["right"]), office.summary(count))
        for verdict in SHOWN:
            rows = office.rows(each for each in outcomes(judged) if each.verdict is verdict)
            for part in range(-(-count[verdict.value] // SHEET_ROWS) or 1):
                title = words[verdict.value] + (f" {part + 1}" if part else "")
                book.sheet(title, office.header(), islice(rows, SHEET_ROWS))
    return count
