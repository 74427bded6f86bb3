"""What a page of settlement needs."""

from __future__ import annotations

from yimi.rooms.settlement.queries.candidates import due_sessions, unreviewed
from yimi.rooms.settlement.queries.sheets import statement_xlsx
from yimi.rooms.settlement.queries.steps import stations_of, stations_pending
from yimi.rooms.settlement.queries.verifying import verify
from yimi.rooms.settlement.queries.waiting import waiting_for, waiting_statements

__all__ = [
    "due_sessions",
    "statement_xlsx",
    "stations_of",
    "stations_pending",
    "unreviewed",
    "verify",
    "waiting_for",
    "waiting_statements",
]
