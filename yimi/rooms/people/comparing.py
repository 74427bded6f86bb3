"""From two sides of a crosscheck to its lines: our register read from the tables, the other list from its sealed file."""

from __future__ import annotations

import json
import tempfile
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from yimi.kernel.reach import Reach
from yimi.rooms.people.linkage import handover
from yimi.rooms.people.linkage.cells import Cells
from yimi.rooms.people.linkage.classes import class_of, says_dead
from yimi.rooms.people.linkage.hashed import FACTS, fingerprints, key_mark
from yimi.rooms.people.linkage.matching import match
from yimi.rooms.people.linkage.register import FIELDS, Register
from yimi.rooms.people.linkage.source import open_list
from yimi.rooms.people.linkage.unseen import compare_unseen
from yimi.rooms.people.linkage.verdicts import Outcome, judge, outcomes
from yimi.rooms.people.models import Crosscheck, CrosscheckLine, CrosscheckList, Person
from yimi.rooms.people.states import ListMeaning

Row = dict[str, str]
Progress = Callable[[str, float], None]
DEAD = "deceased"  # the column about death, which the core does not compare
UNLABELLED = 1


@dataclass
class Side:
    """One list as it is compared: its columns, what a row is called, what it says, who it is of ours."""

    rows: int
    label: Callable[[int], str]
    row: Callable[[int], Row]
    register: Register | None = None
    prints: handover.Fingerprints | None = None
    people: list[int] | None = None

    def dead(self, number: int, meaning: str = "") -> bool:
        return meaning == ListMeaning.DEATHS or says_dead(self.row(number).get(DEAD, ""))


@dataclass(frozen=True)
class Found:
    """The result of a crosscheck, before it is written."""

    rows: tuple[int, int]
    lines: Iterator[CrosscheckLine]


def compare(crosscheck: Crosscheck, reach: Reach, progress: Progress = lambda step, share: None) -> Found:
    """Compare the two sides; raises `linkage.refused.Refused` for a list that cannot be read."""
    lists = {each.side: each for each in crosscheck.lists.all()}
    key = crosscheck.key.encode()
    left = (
        _uploaded(lists["left"], key)
        if "left" in lists
        else of_register(reach, crosscheck.area.stem, key if lists["right"].is_hashed else b"")
    )
    progress("read", 0.2)
    right = _uploaded(lists["right"], key)
    progress("read", 0.4)
    if left.prints is not None and right.prints is not None:
        judged = compare_unseen(left.prints, right.prints)
    else:
        assert left.register is not None and right.register is not None
        pairs = match(left.register, right.register, progress)
        judged = judge(left.register, right.register, pairs)
    return Found((left.rows, right.rows), _lines(crosscheck, outcomes(judged), left, right))


def _lines(
    crosscheck: Crosscheck, found: Iterator[Outcome], left: Side, right: Side
) -> Iterator[CrosscheckLine]:
    for number, each in enumerate(found, UNLABELLED):
        dead = (
            each.left is not None and left.dead(each.left),
            each.right is not None and right.dead(each.right, crosscheck.meaning),
        )
        kind = class_of(each.verdict.value, each.reasons, dead=dead)
        yield CrosscheckLine(
            crosscheck=crosscheck, number=number, kind=kind.value, score=round(each.score * 10_000),
            reasons=list(each.reasons), left_dead=dead[0], right_dead=dead[1],
            person_id=left.people[each.left] if left.people is not None and each.left is not None else None,
            left_label="" if each.left is None else left.label(each.left),
            right_label="" if each.right is None else right.label(each.right),
            left_cells="" if each.left is None or left.people is not None else _json(left.row(each.left)),
            right_cells="" if each.right is None else _json(right.row(each.right)),
        )  # fmt: skip


def _json(row: Mapping[str, str]) -> str:

    return json.dumps({field: text for field, text in row.items() if text}, ensure_ascii=False)


def of_register(reach: Reach, stem: str, key: bytes = b"") -> Side:
    """Our register below a division, within a reach; the dead too, so that who is paid after death is found."""
    people = Person.objects.visible_to(reach).filter(
        merged_into=None, erased_at=None, division__code__startswith=stem
    )
    rows = list(people.select_related("household", "division", "division__parent").order_by("pk"))
    texts = [row_of(each) for each in rows]
    register = Register.read(
        {field: Cells.of([each[field] for each in texts]) for field in FIELDS}, len(rows)
    )
    numbers = [each.pk for each in rows]
    side = Side(len(rows), lambda at: str(numbers[at]), lambda at: texts[at], register, people=numbers)
    if key:
        made = fingerprints(register, key)
        facts = {fact: Cells.of(made[fact]).hashes() for fact in FACTS}
        side.prints = handover.Fingerprints("", [str(each) for each in numbers], facts, key_mark(key))
    return side


def row_of(person: Person) -> Row:
    """One of our files as a row of a list; the village, whatever lies below it."""
    place = person.division
    if len(place.stem) > 12 and place.parent is not None:
        place = place.parent
    return {
        "name": person.name,
        "id_no": person.id_number,
        "dob": person.birth_date.isoformat() if person.birth_date else "",
        "phone": person.phone,
        "village": place.name,
        "house": person.household.address if person.household else "",
        DEAD: person.deceased_on.isoformat() if person.deceased_on else "",
    }


def _uploaded(listed: CrosscheckList, key: bytes) -> Side:
    with on_disk(listed.name, b64decode(listed.body)) as path:
        if listed.is_hashed or key:
            prints = handover.open_hashed(path, lambda: key, listed.columns)
            labels = prints.labels
            return Side(len(labels), lambda at: labels[at], lambda at: {}, prints=prints)
        listing = open_list(path, listed.columns)
        names = listing.labels()
        # every row is read while the file is there: the lines are written after it is gone
        rows = [listing.row(number) for number in range(len(listing))]
        return Side(len(listing), lambda at: names[at], lambda at: rows[at], listing.register)


class on_disk:  # noqa: N801 - reads as the verb it is
    """The core reads files: `with on_disk(name, data) as path`, readable by nobody else, gone afterwards."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.data = Path(name).name or "list", data

    def __enter__(self) -> Path:
        self.folder = tempfile.TemporaryDirectory(prefix="yimi-list-")
        path = Path(self.folder.name) / self.name
        path.write_bytes(self.data)
        return path

    def __exit__(self, *_error: object) -> None:
        self.folder.cleanup()


def handed_over(reach: Reach, stem: str, key: bytes) -> tuple[list[str], Iterator[list[str]]]:
    """Our register as fingerprints another department can compare without seeing it: header and rows."""
    side = of_register(reach, stem)
    assert side.register is not None
    made, mark = fingerprints(side.register, key), key_mark(key)
    rows = ([side.label(at), *(made[fact][at] for fact in FACTS)] for at in np.arange(side.rows).tolist())
    return ["unique_id", *(f"{fact}@{mark}" for fact in FACTS)], rows
