"""Numbers on paper: S-500114-26Q4-000123 for a session, C-500114-26Q4-0012 for a call-out."""

from __future__ import annotations

SESSION, CALL_OUT = "S", "C"
WIDTH = {SESSION: 6, CALL_OUT: 4}


def number(kind: str, county: str, quarter: str, count: int) -> str:
    """The number of the `count`-th thing of a kind in a county and quarter ("2026Q4")."""
    return f"{kind}-{county}-{quarter[2:]}-{count:0{WIDTH[kind]}d}"
