from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """Tests that commit are cleaned up by TRUNCATE, which the triggers of sealed tables refuse to everybody.

    For that one statement the session acts as a replica, where triggers sleep; only the database's owner may.
    """
    patch = pytest.MonkeyPatch()
    plain = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        statements = plain(self, *args, **kwargs)
        return ["SET LOCAL session_replication_role = replica", *statements] if statements else []

    patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
    yield
    patch.undo()
