"""One round: its files looked at, the new ones put into the index, all of them searched, the answers written down."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace

from yimi.rooms.evidence.fingerprint import Verdict
from yimi.rooms.evidence.fingerprint.store.shard import Shard

from .crew import Crew, Task
from .listing import Item
from .refused import writing
from .seen import Seen
from .workplace import Answer, Workplace


class Rounds:
    """library, queries: every file (the same list when the archive is checked against itself)."""

    def __init__(
        self, library: list[Item], queries: list[Item], place: Workplace, index: Shard, crew: Crew
    ) -> None:
        self._place, self._index, self._crew = place, index, crew
        self._itself = library is queries
        self._of_library = len(library)
        self._by_digest: dict[str, list[int]] = {}
        files = [] if self._itself else [one for one in library if not one.problem]
        self._by_path = {os.path.realpath(one.path): one.number for one in files}
        for number, one in sorted(place.answers.items()):
            self._remember(number, one.digest if not one.reason else "")

    def go(self, several: Sequence[Item], tell: Callable[[int], None]) -> None:
        """One round. tell(share of its files that are finished, as a number of files)."""
        seen, homes = self._looked(several, lambda done: tell(done // 2))
        storing = several[0].number < self._of_library
        if storing:
            self._stored(seen)
        answers: dict[int, Answer] = {}
        if self._itself or not storing:
            answers = self._searched(
                [one for one in several if not seen[one.number].reason], homes, seen, tell
            )
        self._crew.tell("forget")
        self._place.keep(
            (one.number, _finished(seen[one.number], answers.get(one.number))) for one in several
        )

    def _looked(
        self, several: Sequence[Item], tell: Callable[[int], None]
    ) -> tuple[dict[int, Seen], dict[int, int]]:
        seen: dict[int, Seen] = {}
        homes: dict[int, int] = {}

        def answered(task: Task, found: Seen, worker: int) -> None:
            seen[task.number], homes[task.number] = found, worker
            tell(len(seen))

        def failed(task: Task, why: str) -> None:
            seen[task.number] = Seen(task.number, reason=why)

        self._crew.do([Task(one.number, ("look", one), one.size) for one in several], answered, failed)
        return seen, homes

    def _stored(self, seen: dict[int, Seen]) -> None:
        """A file that stands in the index byte for byte is not put there twice."""
        fresh = []
        for number in sorted(seen):
            self._remember(number, seen[number].digest if not seen[number].reason else "")
            if self._by_digest.get(seen[number].digest, [number])[0] == number:
                fresh += seen[number].entries
        with writing(self._place.folder):
            self._index.fill(fresh)

    def _searched(
        self, several: list[Item], homes: dict[int, int], seen: dict[int, Seen], tell: Callable[[int], None]
    ) -> dict[int, Answer]:
        answers: dict[int, Answer] = {}
        tasks = []
        for one in several:
            own = self._by_path.get(os.path.realpath(one.path))
            before = one.number if self._itself else None
            if (twin := self._twin(seen[one.number].digest, before, own)) is not None:
                answers[one.number] = Answer(Verdict.SAME_FILE.value, twin, agreement=1.0)
            else:
                words = ("search", one, frozenset([] if own is None else [own]), before)
                tasks.append(Task(one.number, words, one.size, homes.get(one.number)))

        def answered(task: Task, found: Answer, worker: int) -> None:
            answers[task.number] = found
            tell((len(seen) + len(answers)) // 2)

        def failed(task: Task, why: str) -> None:
            answers[task.number] = Answer(Verdict.REFUSED.value, reason=why)

        self._crew.do(tasks, answered, failed)
        return answers

    def _remember(self, number: int, digest: str) -> None:
        if digest and number < self._of_library and number not in self._by_digest.setdefault(digest, []):
            self._by_digest[digest].append(number)

    def _twin(self, digest: str, before: int | None, own: int | None) -> int | None:
        """The first file of the library with the same bytes: an earlier one, and not this file itself."""
        for number in self._by_digest.get(digest, []):
            if number != own and (before is None or number < before):
                return number
        return None


def _finished(seen: Seen, answer: Answer | None) -> Answer:
    if seen.reason:
        return Answer(
            Verdict.REFUSED.value,
            digest=seen.digest,
            reason=seen.reason,
            facts=seen.facts,
            cpu_ms=seen.cpu_ms,
        )
    answer = answer or Answer()
    return replace(answer, digest=seen.digest, until_s=seen.until_s, cpu_ms=seen.cpu_ms + answer.cpu_ms)
