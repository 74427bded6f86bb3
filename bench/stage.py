"""A database of its own for each measurement, on the server the product would use."""

from __future__ import annotations

import importlib
import importlib.util
import os
import platform
import tempfile
from datetime import date
from pathlib import Path

import psycopg

from yimi.commands import db


def open_database(name: str, *, fresh: bool = True) -> bool:
    """Create the tables in `yimi_bench_<name>` and point Django there; True when it was there already and is kept."""
    db.ensure_running()
    server = (
        os.environ.get("YIMI_DATABASE_URL")
        or (db.var_folder() / "postgres.url").read_text(encoding="utf-8").strip()
    )
    database = f"yimi_bench_{name}"
    with psycopg.connect(server, autocommit=True) as opened:
        known = (
            opened.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone() is not None
        )
        if known and fresh:
            opened.execute(f"DROP DATABASE {database} WITH (FORCE)")
        if fresh or not known:
            opened.execute(f"CREATE DATABASE {database}")
    os.environ["YIMI_DATABASE_URL"] = _renamed(server, database)
    os.environ["YIMI_VAR"] = str(Path(tempfile.gettempdir()) / "yimi-bench")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yimi.config.settings")
    import django

    django.setup()
    _tables()  # of a database that was kept, what has been added since
    return known and not fresh


def drop_database() -> None:
    """Leave nothing behind."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.close()
    with psycopg.connect(_renamed(os.environ["YIMI_DATABASE_URL"], "postgres"), autocommit=True) as opened:
        opened.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _renamed(url: str, database: str) -> str:
    address, _, options = url.partition("?")
    return f"{address.rsplit('/', 1)[0]}/{database}" + (f"?{options}" if options else "")


def _tables() -> None:
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        for config in apps.get_app_configs():
            name = f"{config.name}.triggers"
            if config.name.startswith("yimi.") and importlib.util.find_spec(name):
                cursor.execute(importlib.import_module(name).SQL)


def machine(*, database: bool = True) -> str:
    """One line about where and when; figures without it mean nothing."""
    version = f"PostgreSQL {_server_version()} · " if database else ""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = [
            line for line in info.read_text(encoding="utf-8").splitlines() if line.startswith("model name")
        ]
        cpu = named[0].split(":", 1)[1].strip() if named else cpu
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{date.today()} · {os.cpu_count()} × {cpu} · {load} · {version}Python {platform.python_version()}"


def _server_version() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0].split()[0])
