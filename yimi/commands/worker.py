"""yimi worker: the background jobs, in three lanes of one process.

Lane one examines what phones have handed in, so that a long clip in lane two keeps no photo waiting; lane three reads
what stands on photos, which takes a second or two each and may come later than the flags. All stand back behind the web
server: an acknowledgement may not wait for an examination.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from typing import Any

from yimi.commands.db import ensure_running

INTAKE, READING = "intake", "reading"
STAND_BACK = 10  # niceness; the pictures' child processes inherit it


def add(verbs: Any) -> None:
    worker = verbs.add_parser("worker", help="run only the background worker")
    worker.set_defaults(run=run_worker)


def run_worker(options: argparse.Namespace) -> None:
    ensure_running()
    import django

    os.nice(STAND_BACK)
    django.setup()
    asyncio.run(_work())


async def _work() -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)
    # another app, not another connector of this one: what a job defers stays in the job's own transaction
    fetching = app.with_connector(app.connector.get_worker_connector())
    fetching.perform_import_paths()  # type: ignore[no-untyped-call]
    others = sorted({task.queue for task in fetching.tasks.values()} - {INTAKE, READING})
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with fetching.open_async():
        lanes = [asyncio.create_task(_lane(fetching, queues)) for queues in ([INTAKE], others, [READING])]
        asked = asyncio.create_task(stop.wait())
        await asyncio.wait([*lanes, asked], return_when=asyncio.FIRST_COMPLETED)
        for task in (*lanes, asked):
            task.cancel()  # once: a lane then finishes the job it is at and takes no other
        ended = await asyncio.gather(*lanes, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error


async def _lane(app: Any, queues: list[str]) -> None:
    await app.run_worker_async(
        queues=queues, concurrency=1, delete_jobs="successful", install_signal_handlers=False
    )
