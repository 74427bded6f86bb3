"""The worker process's part of a journey: every job that waits is done, by the task that would do it."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app


def work_off() -> int:
    """Do what has been queued, in order, until nothing is left; returns how many jobs that were."""
    done = 0
    while waiting := _taken():
        for name, arguments in waiting:
            app.tasks[name].func(**arguments)
            done += 1
    return done


def _taken() -> list[tuple[str, dict[str, Any]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM procrastinate_jobs WHERE status = 'todo' RETURNING id, task_name, args)"
            " SELECT task_name, args::text FROM gone ORDER BY id"
        )
        return [(name, json.loads(arguments)) for name, arguments in cursor.fetchall()]
