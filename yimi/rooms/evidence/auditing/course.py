"""The course of an audit: round by round, looked at on all processors, put into the index, searched, written down.

A round's files are fixed by the listing, not by time, so a run that was killed and goes on ends with the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from yimi.rooms.evidence.fingerprint import codebook
from yimi.rooms.evidence.fingerprint.store.segment import Corrupt
from yimi.rooms.evidence.fingerprint.store.shard import Shard

from .crew import Crew
from .listing import Item, listed, same_listing
from .refused import Refused, writing
from .rounds import Rounds
from .workplace import Answer, Workplace

_ROUND, _ROUND_BYTES = 192, 600_000_000
Tell = Callable[[int, int], None]


@dataclass
class Course:
    """library, queries: every file of both folders (the same list when checked against itself) · place: what is known."""

    library: list[Item]
    queries: list[Item]
    place: Workplace
    itself: bool

    @property
    def items(self) -> list[Item]:
        return self.library if self.itself else self.library + self.queries

    @property
    def asked(self) -> list[tuple[Item, Answer]]:
        """What was asked, in order, with its answer."""
        return [(one, self.place.answers[one.number]) for one in self.queries]


def audit(library: Path, against: Path | None, work: Path, workers: int, tell: Tell) -> Course:
    """Check every file of `against` (or of `library` itself, against its earlier files) and return the answers.

    tell(done, of): called as files are finished. Raises Refused: not_a_folder, empty_folder, not_writable, disk_full,
    other_folder, busy, damaged_work.
    """
    course = _planned(library, against, work)
    place = course.place
    left = [one for one in course.items if one.number not in place.answers]
    tell(len(course.items) - len(left), len(course.items))
    if not left:
        return course
    index = _index(place)
    crew = Crew(workers, place.index)
    rounds = Rounds(course.library, course.queries, place, index, crew)
    try:
        for several in _parted(course):
            if any(one.number not in place.answers for one in several):
                rounds.go(several, lambda more: tell(len(place.answers) + more, len(course.items)))
                tell(len(place.answers), len(course.items))
    finally:
        crew.dismiss()
    return course


def _index(place: Workplace) -> Shard:
    try:
        with writing(place.folder):
            return Shard(place.index)
    except Corrupt as failure:
        raise Refused("damaged_work", file=str(place.folder)) from failure


def _planned(library: Path, against: Path | None, work: Path) -> Course:
    for folder in filter(None, (library, against)):
        if not folder.is_dir():
            raise Refused("not_a_folder", file=str(folder))
    held = listed(library)
    asked = held if against is None else listed(against, len(held))
    for items, empty in ((held, library), (asked, against)):
        if not items:
            raise Refused("empty_folder", file=str(empty))
    rule = zlib.crc32(codebook.FILE.read_bytes())
    plan: dict[str, object] = {
        "library": same_listing(held),
        "queries": same_listing(asked),
        "codebook": rule,
    }
    return Course(held, asked, Workplace(work, plan), against is None)


def _parted(course: Course) -> Iterator[list[Item]]:
    for items in [course.library] if course.itself else [course.library, course.queries]:
        several: list[Item] = []
        size = 0
        for one in items:
            several.append(one)
            size += one.size
            if len(several) == _ROUND or size > _ROUND_BYTES:
                yield several
                several, size = [], 0
        if several:
            yield several
