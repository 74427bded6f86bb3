"""A GET cannot write (house law 3): the database itself refuses, and `@action` refuses before it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

# The work that waits for the end of the running read-only part; None outside of one.
_waiting: ContextVar[list[Callable[[], object]] | None] = ContextVar("yimi_waiting", default=None)


class WroteWhileReading(RuntimeError):
    """A page that only shows things tried to change one: a mistake in the program, not of the user."""


def is_reading() -> bool:
    """Is a read-only part running?"""
    return _waiting.get() is not None


def after_reading(work: Callable[[], object]) -> None:
    """Do `work` when the read-only part is over; at once when none is running.

    Only the log of sensitive views and the interface's counter of requests use this: nothing a page shows.
    """
    waiting = _waiting.get()
    if waiting is None:
        work()
    else:
        waiting.append(work)


@contextmanager
def reading() -> Iterator[None]:
    """Run a GET: PostgreSQL refuses every write inside, and nothing is kept at the end.

    Inside an outer transaction (tests) the refusal holds for the savepoint only. Nested uses join the outer.
    Waiting work runs afterwards even when the page failed: who asked is logged, whatever the answer was.
    """
    if is_reading():
        yield
        return
    waiting: list[Callable[[], object]] = []
    token = _waiting.set(waiting)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL transaction_read_only = on")
            yield
            transaction.set_rollback(True)
    finally:
        _waiting.reset(token)
        for work in waiting:
            work()
