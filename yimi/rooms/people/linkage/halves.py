"""Two pieces of work at the same time, the second in a copy of this process.

Columns come back through memory that both share: nothing of a list is written to a disk. A process with threads cannot
be copied safely, so this is switched on by the command line alone; everywhere else one piece follows the other.
"""

from __future__ import annotations

import mmap
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

One = TypeVar("One")
Other = TypeVar("Other")

_two: ContextVar[bool] = ContextVar("yimi_two_processes", default=False)


@contextmanager
def two_processes(*, wanted: bool = True) -> Iterator[None]:
    """Inside, `both` copies the process, where the system can; a piece of work is not divided again."""
    able = hasattr(os, "fork") and hasattr(os, "memfd_create") and (os.cpu_count() or 1) > 1
    token = _two.set(wanted and able)
    try:
        yield
    finally:
        _two.reset(token)


def both(first: Callable[[], One], second: Callable[[], Other]) -> tuple[One, Other]:
    """What the two give; what the second raises is raised as if it had run here."""
    if not _two.get():
        return first(), second()
    with two_processes(wanted=False):
        shared = os.memfd_create("halves")
        try:
            child = os.fork()
            if child == 0:
                os._exit(_sent(second, shared))
            try:
                one = first()
            finally:
                _, status = os.waitpid(child, 0)
            # whatever went wrong over there goes wrong here too, where somebody hears of it
            return one, (second() if status else _received(shared))
        finally:
            os.close(shared)


def _sent(work: Callable[[], object], shared: int) -> int:
    """0 when the result lies in the shared memory: the lengths of its parts, the pickle, the columns."""
    try:
        columns: list[pickle.PickleBuffer] = []
        whole = pickle.dumps(work(), protocol=5, buffer_callback=columns.append)
        parts = [memoryview(whole), *(each.raw() for each in columns)]
        with open(shared, "wb", closefd=False) as stream:
            stream.write(len(parts).to_bytes(8, "little"))
            for part in parts:
                stream.write(part.nbytes.to_bytes(8, "little"))
            for part in parts:
                stream.write(bytes(-stream.tell() % 64))
                stream.write(part)
    except BaseException:
        return 1
    return 0


def _received(shared: int) -> Any:
    view = memoryview(mmap.mmap(shared, 0))
    count = int.from_bytes(view[:8], "little")
    sizes = [int.from_bytes(view[8 + 8 * each : 16 + 8 * each], "little") for each in range(count)]
    parts, at = [], 8 + 8 * count
    for size in sizes:
        at += -at % 64
        parts.append(view[at : at + size])
        at += size
    return pickle.loads(parts[0], buffers=parts[1:])  # noqa: S301  (written by a copy of this very process)
