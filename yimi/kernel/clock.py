"""The only source of time (decision 18): rules ask here, so that tests and the demo can stand on any day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal

# The demonstration may stand on another day: seconds ahead of the real clock, in a file all its processes read.
_shift: tuple[float, timedelta] = (-1.0, timedelta())

# One value for the whole process, not a context variable: browser journeys serve pages from another thread.
_frozen: list[datetime] = []


def now() -> datetime:
    """The present moment, aware, in the time zone of the county (Asia/Shanghai)."""
    moment = _frozen[-1] if _frozen else timezone.now() + _ahead()
    return timezone.localtime(moment)


def today() -> date:
    """The present day in the county."""
    return now().date()


def move_ahead(by: timedelta) -> datetime:
    """Put the demonstration's clock forward, so that a week can be reviewed and a quarter closed in one sitting.

    Returns the new present. Raises Refusal outside of the demonstration, or for a step back.
    """
    if not settings.DEMO:
        raise Refusal(_("只有演示数据的时间可以往前拨。"))
    if by <= timedelta():
        raise Refusal(_("演示时间只能往前拨。"))
    total = _ahead() + by
    settings.DEMO_CLOCK.parent.mkdir(parents=True, exist_ok=True)
    settings.DEMO_CLOCK.write_text(str(int(total.total_seconds())), encoding="utf-8")
    return now()


def _ahead() -> timedelta:
    """How far the demonstration's clock is ahead; always nothing in a real county."""
    global _shift
    if not settings.DEMO:
        return timedelta()
    try:
        changed = settings.DEMO_CLOCK.stat().st_mtime
    except FileNotFoundError:
        return timedelta()
    if changed != _shift[0]:
        _shift = (changed, timedelta(seconds=int(settings.DEMO_CLOCK.read_text(encoding="utf-8"))))
    return _shift[1]


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
