"""The worker processes: tasks handed out, answers taken in, a dead or stuck worker replaced."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from .worker import main

PATIENCE_S = 300.0  # for one request; and as much again for each 100 MB of the file
_TRIES = 2  # a worker may have died of something else (no memory left); twice over the same file is the file


@dataclass
class Task:
    """words: the request and what goes with it · size: bytes of its file · home: the worker that should have it ·
    lost: how often a worker died over it."""

    number: int
    words: tuple[Any, ...]
    size: int = 0
    home: int | None = None
    lost: int = 0


@dataclass
class _Hand:
    process: Any
    line: Connection
    task: Task | None = None
    since: float = field(default_factory=time.monotonic)

    @property
    def late(self) -> bool:
        patience = PATIENCE_S * (1 + (self.task.size / 100e6 if self.task else 0))
        return self.task is not None and time.monotonic() - self.since > patience


class Crew:
    """count: processes · index: folder of the shard they search."""

    def __init__(self, count: int, index: Path) -> None:
        self._index = str(index)
        self._context = multiprocessing.get_context("spawn")
        self._hands = [self._hired() for _ in range(count)]

    def do(
        self,
        tasks: Sequence[Task],
        answered: Callable[[Task, Any, int], None],
        failed: Callable[[Task, str], None],
    ) -> None:
        """Every task once. answered(task, result, worker); failed(task, "crashed" | "too_slow")."""
        left = list(reversed(tasks))
        while left or any(one.task for one in self._hands):
            for place, hand in enumerate(self._hands):
                if hand.task is None and left:
                    hand.task, hand.since = left.pop(_choice(left, place)), time.monotonic()
                    hand.line.send(hand.task.words)
            ready = wait([one.line for one in self._hands if one.task], timeout=1.0)
            for place, hand in enumerate(self._hands):
                if hand.line not in ready or hand.task is None:
                    continue
                try:
                    result = hand.line.recv()
                except (EOFError, OSError):
                    self._lost(place, left, failed, "crashed")
                    continue
                task, hand.task = hand.task, None
                answered(task, result, place)
            for place, hand in enumerate(self._hands):
                if hand.late:
                    self._lost(place, left, failed, "too_slow")

    def tell(self, word: str) -> None:
        """Ask something of every worker."""
        for hand in self._hands:
            hand.line.send((word,))
            hand.line.recv()

    def dismiss(self) -> None:
        """End every worker."""
        for hand in self._hands:
            hand.line.close()
            hand.process.terminate()
            hand.process.join()

    def _lost(self, place: int, left: list[Task], failed: Callable[[Task, str], None], why: str) -> None:
        hand = self._hands[place]
        task = hand.task
        hand.process.kill()
        hand.process.join()
        hand.line.close()
        self._hands[place] = self._hired()
        assert task is not None
        task.lost += 1
        if why == "crashed" and task.lost < _TRIES:
            left.append(task)
        else:
            failed(task, why)

    def _hired(self) -> _Hand:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=main, args=(theirs, self._index), daemon=True)
        process.start()
        theirs.close()
        return _Hand(process, ours)


def _choice(left: list[Task], place: int) -> int:
    """The next task at home with this worker; else the next at all."""
    for at in range(len(left) - 1, -1, -1):
        if left[at].home in (None, place):
            return at
    return len(left) - 1
