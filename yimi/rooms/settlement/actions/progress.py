"""How far a quarter has come, written when it changes."""

from __future__ import annotations

from yimi.kernel.action import Actor, action, note
from yimi.rooms.settlement.models import QuarterClose
from yimi.rooms.settlement.queries.steps import progress_of


@action
def move_close(*, close: QuarterClose, by: Actor) -> QuarterClose:
    """Write the state of a quarter: that of the least advanced of its statements. Called by each step."""
    close.state = progress_of(close)
    close.save(update_fields=["state"])
    note(state=close.state)
    return close
