"""Which stations a statement concerns, and which of them still have to sign."""

from __future__ import annotations

from yimi.rooms.settlement.models import Statement
from yimi.rooms.settlement.states import Step


def stations_of(statement: Statement) -> frozenset[int]:
    """Ids of the stations with a line on the statement (decision 6)."""
    return frozenset(statement.lines.order_by().values_list("station", flat=True).distinct())


def stations_pending(statement: Statement) -> frozenset[int]:
    """Ids of the stations that have not confirmed their lines yet."""
    signed = statement.confirmations.filter(step=Step.STATION).values_list("organisation", flat=True)
    return stations_of(statement) - set(signed)
