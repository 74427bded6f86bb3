"""Background entries."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yimi.kernel.action import System
from yimi.rooms.casework import actions


@app.periodic(cron="20 4 1 * *", periodic_id="casework.propose_retention")
@app.task(name="casework.propose_retention", queue="rules", pass_context=False)
def propose_retention(timestamp: int) -> None:
    """Every month: files that were kept long enough and are needed for nothing open are proposed; a person decides."""
    actions.propose_retention(by=System("casework"))
