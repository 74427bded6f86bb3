"""What a page of settlement needs."""

from __future__ import annotations

from yimi.rooms.settlement.queries.candidates import due_sessions, unreviewed
from yimi.rooms.settlement.queries.quarters import (
    Closing,
    closed_quarters,
    closing_of,
    next_quarter,
    sums_of,
)
from yimi.rooms.settlement.queries.reading import Reading, read
from yimi.rooms.settlement.queries.sheets import statement_xlsx
from yimi.rooms.settlement.queries.steps import stations_of, stations_pending
from yimi.rooms.settlement.queries.turns import Turn, turn_of
from yimi.rooms.settlement.queries.verifying import verify
from yimi.rooms.settlement.queries.waiting import waiting_for, waiting_statements

__all__ = [
    "Closing",
    "Reading",
    "Turn",
    "closed_quarters",
    "closing_of",
    "due_sessions",
    "next_quarter",
    "read",
    "statement_xlsx",
    "stations_of",
    "stations_pending",
    "sums_of",
    "turn_of",
    "unreviewed",
    "verify",
    "waiting_for",
    "waiting_statements",
]
