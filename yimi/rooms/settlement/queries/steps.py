"""Which stations a statement concerns, and which of them still have to sign."""

from __future__ import annotations

from yimi.rooms.settlement.models import QuarterClose, Statement
from yimi.rooms.settlement.states import OPEN_FOR_PUBLICATION, PUBLIC, CloseState, StatementState, Step


def stations_of(statement: Statement) -> frozenset[int]:
    """Ids of the stations with a line on the statement (decision 6)."""
    return frozenset(statement.lines.order_by().values_list("station", flat=True).distinct())


def stations_pending(statement: Statement) -> frozenset[int]:
    """Ids of the stations that have not confirmed their lines yet."""
    signed = statement.confirmations.filter(step=Step.STATION).values_list("organisation", flat=True)
    return stations_of(statement) - set(signed)


def hold_statement(statement: Statement) -> Statement:
    """The statement as it is now, locked with its quarter: two signatures at once are taken one by one."""
    QuarterClose.objects.select_for_update().get(pk=statement.close_id)
    return Statement.objects.select_for_update(of=("self",)).select_related("close").get(pk=statement.pk)


def progress_of(close: QuarterClose) -> CloseState:
    """A quarter is as far as the least advanced of its statements."""
    states = set(close.statements.order_by().values_list("state", flat=True).distinct())
    if states <= {StatementState.PAID}:
        return CloseState.PAID
    if states <= PUBLIC:
        return CloseState.PUBLISHED
    if states <= OPEN_FOR_PUBLICATION:
        return CloseState.CONFIRMED
    return CloseState.FROZEN
