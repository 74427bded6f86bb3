"""`yimi run` skips what it prepared last time, and prepares again whenever code or database are others."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from yimi.commands import prepared


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A database of our own, named as an operator would."""
    server, name = os.environ["YIMI_DATABASE_URL"], f"prepared_{uuid.uuid4().hex[:12]}"
    stem, _, options = server.partition("?")
    url = f"{stem.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")
    with psycopg.connect(server, autocommit=True) as above:
        above.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield url
        above.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection[Any]]:
    monkeypatch.setenv("YIMI_DATABASE_URL", address)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS django_migrations")
        yield connection


def migrated(database: psycopg.Connection[Any], *names: str) -> None:
    database.execute(
        "CREATE TABLE IF NOT EXISTS django_migrations"
        " (id serial, app text, name text, applied timestamptz DEFAULT now())"
    )
    for name in names:
        database.execute("INSERT INTO django_migrations (app, name) VALUES ('people', %s)", [name])


def test_what_was_prepared_stands_until_the_database_is_another(
    database: psycopg.Connection[Any], tmp_path: Path
) -> None:
    assert not prepared.stands(tmp_path, demo=True)
    migrated(database, "0001_initial")
    prepared.write_down(tmp_path, demo=True)
    assert prepared.stands(tmp_path, demo=True)
    assert not prepared.stands(tmp_path, demo=False)  # `yimi run` where an empty county was asked for before
    migrated(database, "0002_more")
    assert not prepared.stands(tmp_path, demo=True)
    database.execute("DROP TABLE django_migrations")
    assert not prepared.stands(tmp_path, demo=True)


def test_what_was_prepared_stands_until_the_code_is_another(
    database: psycopg.Connection[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements.lock").write_text("one\n", encoding="utf-8")
    monkeypatch.setattr(prepared, "ROOT", tmp_path)
    migrated(database, "0001_initial")
    prepared.write_down(tmp_path, demo=True)
    assert prepared.stands(tmp_path, demo=True)
    (tmp_path / "yimi" / "rooms" / "people" / "migrations").mkdir(parents=True)
    (tmp_path / "yimi" / "rooms" / "people" / "migrations" / "0002_more.py").touch()
    assert not prepared.stands(tmp_path, demo=True)
