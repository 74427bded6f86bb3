"""The call for the job that examines what was received."""

from __future__ import annotations

import time
from contextlib import suppress

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

TASK = "evidence.take_in"
CALLED_FOR, LOOKS_AGAIN = 0.4, 1.0
IS_CALLED = "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo')"


_called = float("-inf")  # by this process


def call_for_examination() -> None:
    """One job is enough for all that waits. Looked for after the commit: a job still to begin will see the new row.

    Once in CALLED_FOR seconds is enough, too: a job looks again LOOKS_AGAIN seconds after it found nothing more.
    """
    global _called
    now = time.monotonic()
    if now - _called < CALLED_FOR:
        return
    with connection.cursor() as cursor:
        cursor.execute(IS_CALLED, [TASK])
        called = cursor.fetchone() == (True,)
    if not called:
        with suppress(AlreadyEnqueued):
            app.configure_task(TASK, queue="intake", queueing_lock=TASK).defer(timestamp=0)
    _called = now
