"""Background entries: ids in, one action out."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from procrastinate.contrib.django import app

from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.rooms.evidence import actions, index
from yimi.rooms.evidence.calling import LOOKS_AGAIN, call_for_examination
from yimi.rooms.evidence.examining import take_in_waiting
from yimi.rooms.evidence.models import Media
from yimi.rooms.evidence.queries import unprocessed

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="evidence.take_in", queue="intake", queueing_lock="evidence.take_in")
def take_in(timestamp: int) -> None:
    """Examine what was acknowledged. Each acknowledgement calls for it; every minute, what a killed one left.

    Not for ever: a worker that is asked to stop waits for the job it is at.
    """
    _done, waiting = take_in_waiting(by=System("evidence"))
    time.sleep(LOOKS_AGAIN)  # whoever was acknowledged meanwhile relied on this job
    if take_in_waiting(by=System("evidence"))[1] or waiting:
        call_for_examination()


@app.task(name="evidence.process_media", queue="media", retry=3)
def process_media(media_id: int) -> None:
    actions.process_media(media_id=media_id, by=System("evidence"))


@app.task(name="evidence.read_code", queue="reading", retry=3)
def read_code(media_id: int) -> None:
    actions.read_code(media=Media.objects.get(pk=media_id), by=System("evidence"))


@app.task(name="evidence.make_public_copy", queue="media", retry=3)
def make_public_copy(media_id: int) -> None:
    actions.make_public_copy(media=Media.objects.get(pk=media_id), by=System("evidence"))


@app.periodic(cron="15 * * * *")
@app.task(name="evidence.sweep_uploads", queueing_lock="evidence.sweep_uploads")
def sweep_uploads(timestamp: int) -> None:
    actions.sweep_uploads(by=System("evidence"))


@app.periodic(cron="*/10 * * * *")
@app.task(name="evidence.catch_up", queue="media")
def catch_up(timestamp: int) -> None:
    """Work on what a killed worker left behind."""
    for media_id in unprocessed(before=clock.now() - timedelta(minutes=10)):
        actions.process_media(media_id=media_id, by=System("evidence"))


@app.periodic(cron="30 3 * * *")
@app.task(name="evidence.prove_index", queue="media", queueing_lock="evidence.prove_index")
def prove_index(timestamp: int) -> None:
    """Every night: the index is proven equal to the database, and what differs is rebuilt (the log says so)."""
    for proof in index.proofs():
        if not proof.difference.none:
            index.repaired(proof)
        if proof.broken:
            log.error(
                "evidence records %s/%s: the chain is broken at %s", proof.county, proof.period, proof.broken
            )
