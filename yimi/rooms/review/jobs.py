"""Background entries: every Monday morning last week's sample is drawn."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import Stale
from yimi.kernel.periods import Week
from yimi.rooms.review import actions


@app.periodic(cron="30 6 * * 1")
@app.task(name="review.draw_sample", queue="review")
def draw_sample(timestamp: int) -> None:
    week = Week.containing(clock.today()).previous()
    try:
        actions.draw_sample(county=settings.COUNTY, week=str(week), by=System("review"))
    except Stale:  # somebody of the county drew it by hand
        return
