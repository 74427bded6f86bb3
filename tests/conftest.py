from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tables come from the models; each room's triggers are laid over them."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for config in apps.get_app_configs():
            name = f"{config.name}.triggers"
            if config.name.startswith("yimi.") and importlib.util.find_spec(name):
                cursor.execute(importlib.import_module(name).SQL)
    yield
