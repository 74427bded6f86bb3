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


@app.periodic(cron="20 1 * * *", periodic_id="care.plan_windows")
@app.task(name="care.plan_windows", queue="rules", pass_context=False)
def plan_windows(timestamp: int) -> None:
    """Every night: the windows of the coming weeks."""
    actions.plan_windows(by=System("care"))


@app.periodic(cron="40 1 * * *", periodic_id="care.find_alerts")
@app.task(name="care.find_alerts", queue="rules", pass_context=False)
def find_alerts(timestamp: int) -> None:
    """Every night: what the warning rules find."""
    actions.find_alerts(by=System("care"))


@app.periodic(cron="*/10 * * * *", periodic_id="care.escalate_alerts")
@app.task(name="care.escalate_alerts", queue="rules", pass_context=False)
def escalate_alerts(timestamp: int) -> None:
    """Every ten minutes: alerts past their clock are told upward."""
    actions.escalate_alerts(by=System("care"))


@app.periodic(cron="10 2 * * *", periodic_id="care.match_policies")
@app.task(name="care.match_policies", queue="rules", pass_context=False)
def match_policies(timestamp: int) -> None:
    """Every night: whom the released policies may concern."""
    actions.match_policies(by=System("care"))
