"""The only source of time (decision 18): rules ask here, so that tests and the demo can stand on any day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.utils import timezone

# One value for the whole process, not a context variable: browser journeys serve pages from another thread.
_frozen: list[datetime] = []


def now() -> datetime:
    """The present moment, aware, in the time zone of the county (Asia/Shanghai)."""
    moment = _frozen[-1] if _frozen else timezone.now()
    return timezone.localtime(moment)


def today() -> date:
    """The present day in the county."""
    return now().date()


@contextmanager
def frozen(moment: datetime) -> Iterator[datetime]:
    """Stop the clock at `moment` (aware) for the whole process; nests, the innermost wins."""
    if timezone.is_naive(moment):
        raise ValueError(
            "frozen() needs an aware datetime, such as timezone.make_aware(datetime(2026, 11, 2))"
        )
    _frozen.append(moment)
    try:
        yield moment
    finally:
        _frozen.pop()
