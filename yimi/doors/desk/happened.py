"""A line of a record's timeline: when, what, by whom, in whose words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    at: datetime
    what: str
    who: str = ""
    note: str = ""


Told = tuple[datetime | None, str, str | None, str]


def timeline(*told: Told, more: Iterable[Event] = ()) -> list[Event]:
    """What happened in order; a step that has no time has not happened."""
    events = [Event(at, what, who or "", note) for at, what, who, note in told if at is not None]
    return sorted([*events, *more], key=lambda event: event.at)
