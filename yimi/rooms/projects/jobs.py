"""Background entries: ids in, one action out."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yimi.kernel.action import System
from yimi.rooms.projects import actions


@app.periodic(cron="*/10 * * * *", periodic_id="projects.lapse_overdue")
@app.task(name="projects.lapse_overdue", queue="rules", pass_context=False)
def lapse_overdue(timestamp: int) -> None:
    """Every ten minutes: close what ran out, pass on what nobody confirmed."""
    actions.lapse_overdue(by=System("projects"))
