"""The tables are made once for everybody who tests: each process copies a finished database instead of migrating.

Migrating costs half a minute of a processor, copying less than a second. A template is named after what made it,
so another version of the migrations never meets it; the newest few are kept.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "yimi_template_"
KEPT = 6


def digest() -> str:
    """Of every migration, of the modules they name, and of the libraries whose tables stand beside ours."""
    migrations = sorted(ROOT.glob("yimi/**/migrations/*.py"))
    named = {module for path in migrations for module in _imported(path)}
    seen = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in [*migrations, *sorted(named)]:
        seen.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return seen.hexdigest()[:16]


def _imported(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            place = ROOT / name.replace(".", "/")
            yield from (
                found for found in (place.with_suffix(".py"), place / "__init__.py") if found.is_file()
            )


def copied(plain: Any) -> Any:
    """Django's `create_test_db`, with the tables copied instead of made; what was kept from the last run is not needed."""

    def create_test_db(
        self: DatabaseCreation, verbosity: int = 1, autoclobber: bool = False, serialize: Any = None,
        keepdb: bool = False,
    ) -> str:  # fmt: skip
        wanted, name = str(self._get_test_db_name()), f"{PREFIX}{digest()}"
        with _alone(self) as cursor:
            if not _exists(cursor, name):
                _make(self, plain, cursor, name)
            cursor.execute(f'DROP DATABASE IF EXISTS "{wanted}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{wanted}" TEMPLATE "{name}"')
        _point(self, wanted)
        return wanted

    return create_test_db


@contextmanager
def _alone(creation: DatabaseCreation) -> Iterator[Any]:
    """On the server's own database, while every other process that wants this waits."""
    with creation._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # its stubs leave it out
        cursor.execute("SELECT pg_advisory_lock(%s)", [int(digest()[:15], 16)])
        yield cursor


def _exists(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _make(creation: DatabaseCreation, plain: Any, cursor: Any, name: str) -> None:
    """Under another name until it is whole, so that a killed run leaves no half template."""
    options = creation.connection.settings_dict["TEST"]
    wanted, options["NAME"] = options["NAME"], f"{name}_half"
    try:
        plain(creation, verbosity=0, autoclobber=True, serialize=False, keepdb=False)
        creation.connection.close()
    finally:
        options["NAME"] = wanted
    cursor.execute(f'ALTER DATABASE "{name}_half" RENAME TO "{name}"')
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC", [f"{PREFIX}%"])
    for (old,) in cursor.fetchall()[KEPT:]:
        cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')


def _point(creation: DatabaseCreation, name: str) -> None:
    creation.connection.close()
    settings.DATABASES[creation.connection.alias]["NAME"] = name
    creation.connection.settings_dict["NAME"] = name


def _destroy(self: DatabaseCreation, test_database_name: str, verbosity: int) -> None:
    """A request that a closing browser broke off may still have its server thread's session open."""
    with self._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # its stubs leave it out
        cursor.execute(f'DROP DATABASE "{test_database_name}" WITH (FORCE)')


@pytest.fixture(scope="session", autouse=True)
def tables_copied() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseCreation, "create_test_db", copied(DatabaseCreation.create_test_db))
    patch.setattr(DatabaseCreation, "_destroy_test_db", _destroy)
    yield
    patch.undo()
    connections.close_all()
