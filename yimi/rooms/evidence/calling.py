"""The call for the job that examines what was received."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

TASK = "evidence.take_in"
IS_CALLED = "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo')"


def call_for_examination() -> None:
    """One job is enough for all that waits. Looked for after the commit: a job still to begin will see the new row."""
    with connection.cursor() as cursor:
        cursor.execute(IS_CALLED, [TASK])
        if cursor.fetchone() == (True,):
            return
    try:
        app.configure_task(TASK, queue="intake", queueing_lock=TASK).defer(timestamp=0)
    except AlreadyEnqueued:
        return
