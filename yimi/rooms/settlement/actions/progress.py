"""How far a statement and its quarter have come."""

from __future__ import annotations

from yimi.rooms.settlement.models import QuarterClose, Statement
from yimi.rooms.settlement.states import OPEN_FOR_PUBLICATION, PUBLIC, CloseState, StatementState


def hold_statement(statement: Statement) -> Statement:
    """The statement as it is now, locked: two signatures at once are taken one after the other."""
    return Statement.objects.select_for_update(of=("self",)).select_related("close").get(pk=statement.pk)


def advance_close(close: QuarterClose) -> None:
    """A quarter is as far as the least advanced of its statements."""
    QuarterClose.objects.select_for_update().get(pk=close.pk)  # two last signatures at once: one sees both
    close.refresh_from_db(fields=["state"])
    states = set(close.statements.order_by().values_list("state", flat=True).distinct())
    if states <= {StatementState.PAID}:
        state = CloseState.PAID
    elif states <= PUBLIC:
        state = CloseState.PUBLISHED
    elif states <= OPEN_FOR_PUBLICATION:
        state = CloseState.CONFIRMED
    else:
        state = CloseState.FROZEN
    if close.state != state:
        close.state = state
        close.save(update_fields=["state"])
