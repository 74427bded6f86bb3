"""The pairs a report shows, and the small pictures for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .course import Course
from .crew import Crew, Task
from .listing import Item
from .workplace import Answer

SHOWN = 4000  # pairs with pictures, the telling verdicts first; a page of more no browser opens
_ORDER = ("same_file", "same_picture", "same_scene")
Key = tuple[str, float | None]


@dataclass(frozen=True)
class Pair:
    """A file asked, what was said of it, the path it matched."""

    item: Item
    answer: Answer
    match: str

    @property
    def keys(self) -> tuple[Key, Key]:
        """Which pictures to show: path, and the second of a clip."""
        return (self.item.path, self.answer.query_frame_s), (self.match, self.answer.frame_s)


def pairs(course: Course) -> list[Pair]:
    """Every match, in the order of the files."""
    paths = {one.number: one.path for one in course.library}
    return [Pair(item, said, paths[said.match]) for item, said in course.asked if said.match is not None]


def shown(held: list[Pair]) -> list[Pair]:
    """Those that get pictures."""
    return sorted(held, key=lambda one: (_ORDER.index(one.answer.verdict), one.item.number))[:SHOWN]


def previews(held: list[Pair], crew: Crew, tell: Callable[[int, int], None]) -> dict[Key, bytes]:
    """The small JPEG of every picture of the pairs."""
    wanted = list(dict.fromkeys(key for one in held for key in one.keys))
    found: dict[Key, bytes] = {}

    def answered(task: Task, data: bytes, worker: int) -> None:
        found[wanted[task.number]] = data
        tell(len(found), len(wanted))

    def failed(task: Task, why: str) -> None:
        found[wanted[task.number]] = b""

    crew.do([Task(number, ("preview", *key)) for number, key in enumerate(wanted)], answered, failed)
    return found
