"""The clockwork of the kernel: what the worker finds and what it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django import app

from yimi.kernel import audit, jobs
from yimi.kernel.action import System
from yimi.kernel.outbox import OutboxMessage, tell


def test_the_worker_knows_the_jobs_and_their_hours() -> None:
    hours = {name: task.cron for (name, _), task in app.periodic_registry.periodic_tasks.items()}
    assert {name: cron for name, cron in hours.items() if name.startswith("kernel.")} == {
        "kernel.deliver_notices": "* * * * *",
        "kernel.seal_audit": "* * * * *",
        "kernel.sweep_files": "30 3 * * *",
    }


@pytest.mark.django_db
def test_each_job_does_one_thing(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    tell(user_ids=[1], topic="award", text="已派单")
    audit.record(by=System("test"), verb="test.did", detail={})
    assert jobs.deliver_notices(timestamp=0) == 1
    assert jobs.seal_audit(timestamp=0) == 1
    assert jobs.sweep_files(timestamp=0) == 0
    assert OutboxMessage.objects.get().delivered_at is not None


@pytest.mark.django_db(transaction=True)
def test_one_tests_jobs_are_not_left_to_the_next() -> None:
    app.tasks["kernel.sweep_files"].defer(timestamp=0)
    assert work_waits()
    call_command("flush", interactive=False, inhibit_post_migrate=True, reset_sequences=False)
    assert not work_waits()


def work_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM procrastinate_jobs)")
        return bool(cursor.fetchone()[0])
