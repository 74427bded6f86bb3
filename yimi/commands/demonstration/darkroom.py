"""The picture jobs of the demonstration, in two processes beside the telling: pictures are nearly all of the work."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from django.db import connection

TASK = "evidence.process_media"
READING = "evidence.read_code"  # no shipped picture shows a code


class Darkroom:
    """Takes uploads' jobs out of the queue and does them at once, so that flags stand before anybody reviews."""

    def __init__(self) -> None:
        # spawn, not fork: a forked child would share this process's database connection
        self.pool = ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=_start)
        self.waiting: list[Future[None]] = []

    def __enter__(self) -> Darkroom:
        return self

    def __exit__(self, *error: object) -> None:
        self.pool.shutdown(cancel_futures=True)

    def take_in_waiting(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo' RETURNING (args->>'media_id')::bigint",
                [TASK],
            )
            taken = sorted(row[0] for row in cursor.fetchall())
        self.waiting += [self.pool.submit(_examine, media_id) for media_id in taken]

    def blur(self, media_id: int) -> None:
        self.waiting.append(self.pool.submit(_blur, media_id))

    def finish(self, show: Callable[[str, int, int], None], words: str) -> None:
        for done, future in enumerate(self.waiting, start=1):
            future.result()
            show(words, done, len(self.waiting))
        self.waiting = []
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", [READING]
            )


def _start() -> None:
    import django

    django.setup()


def _examine(media_id: int) -> None:
    from yimi.kernel.action import System
    from yimi.rooms.evidence.actions import process_media

    process_media(media_id=media_id, by=System("demo"))


def _blur(media_id: int) -> None:
    from yimi.kernel.action import System
    from yimi.kernel.errors import Refusal
    from yimi.rooms.evidence.actions import make_public_copy
    from yimi.rooms.evidence.models import Media

    try:
        make_public_copy(media=Media.objects.get(pk=media_id), by=System("demo"))
    except Refusal:  # without everybody's consent this picture stays inside
        return
