from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tables come from the models; each room's triggers are laid over them."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for config in apps.get_app_configs():
            name = f"{config.name}.triggers"
            if config.name.startswith("yimi.") and importlib.util.find_spec(name):
                cursor.execute(importlib.import_module(name).SQL)
    yield


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
