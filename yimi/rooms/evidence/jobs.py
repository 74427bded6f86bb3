"""Background entries: ids in, one action out."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yimi.kernel.action import System
from yimi.rooms.evidence import actions


@app.task(name="evidence.process_media", queue="media")
def process_media(media_id: int) -> None:
    actions.process_media(media_id=media_id, by=System("evidence"))
