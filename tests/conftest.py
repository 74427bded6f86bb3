from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# The queue's tables are not Django's to manage, so Django would leave one test's jobs to the next.
QUEUE = [
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
]


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """Tests that commit are cleaned up by TRUNCATE, which the triggers of sealed tables refuse to everybody.

    For that one statement the session acts as a replica, where triggers sleep; only the database's owner may.
    """
    patch = pytest.MonkeyPatch()
    plain = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, style: Any, tables: list[str], **kwargs: Any) -> list[str]:
        statements = plain(self, style, [*tables, *QUEUE], **kwargs) if tables else []
        return ["SET LOCAL session_replication_role = replica", *statements] if statements else []

    patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
    yield
    patch.undo()
