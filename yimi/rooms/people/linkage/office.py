"""The result as a workbook for the office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from yimi.rooms.people.linkage.register import FIELDS
from yimi.rooms.people.linkage.sheets import Workbook
from yimi.rooms.people.linkage.source import Listing
from yimi.rooms.people.linkage.verdicts import Judged, Outcome, Verdict, outcomes

SHEET_ROWS = 1_000_000


SHOWN = (Verdict.REVIEW, Verdict.CHANGED, Verdict.NEW, Verdict.GONE)


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
