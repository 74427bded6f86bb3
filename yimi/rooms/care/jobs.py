"""Background entries: ids in, one action out."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yimi.kernel.action import System
from yimi.rooms.care import actions


@app.periodic(cron="5 * * * *", periodic_id="care.expire_overrides")
@app.task(name="care.expire_overrides", queue="rules", pass_context=False)
def expire_overrides(timestamp: int) -> None:
    """Every hour: changes by hand whose last day is over fall back to the confirmed colour."""
    actions.expire_overrides(by=System("care"))
