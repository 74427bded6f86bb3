"""The list of audit seals goes with its database: into the backup, back out of it, aside when a new one begins."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from yimi.commands import postgres
from yimi.commands.seals import SEALS, set_aside

ROOT = Path(__file__).resolve().parents[2]
SEAL = """
import django; django.setup()
from yimi.kernel import audit
from yimi.kernel.action import System
audit.record(by=System("test"), verb="test.did", detail={})
audit.seal_pending()
"""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Python with a database of its own that holds the kernel's tables, and a var/ of its own."""
    server, name = os.environ["YIMI_DATABASE_URL"], f"seals_{uuid.uuid4().hex[:12]}"
    address, _, options = server.partition("?")
    url = f"{address.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")
    environment = {**os.environ, "YIMI_DATABASE_URL": url, "YIMI_VAR": str(tmp_path / "var"),
                   "DJANGO_SETTINGS_MODULE": "yimi.config.settings"}  # fmt: skip

    def python(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
        )

    with psycopg.connect(server, autocommit=True) as opened:
        opened.execute(f"CREATE DATABASE {name}")
        try:
            done = python("-m", "django", "migrate", "kernel")
            assert done.returncode == 0, done.stderr
            yield python
        finally:
            opened.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_restored_backup_verifies_although_more_was_sealed_meanwhile(run: Run, tmp_path: Path) -> None:
    kept, var = tmp_path / "backup", tmp_path / "var"
    for _ in range(2):
        assert run("-c", SEAL).returncode == 0
    assert run("-m", "yimi", "backup", str(kept)).returncode == 0
    assert run("-c", SEAL).returncode == 0
    done = run("-m", "yimi", "restore", str(kept), "--overwrite")
    assert done.returncode == 0, done.stderr
    verified = run("-m", "yimi", "audit", "verify")
    assert (verified.returncode, verified.stdout.strip()) == (0, "audit rows: unchanged")
    assert (var / SEALS).read_text().count("\n") == 2
    aside = list(var.glob("audit-seals-until-*.txt"))
    assert len(aside) == 1 and aside[0].read_text().count("\n") == 3 and aside[0].name in done.stdout


def test_a_changed_list_of_seals_is_not_put_back(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "backup"
    assert run("-c", SEAL).returncode == 0
    assert run("-m", "yimi", "backup", str(kept)).returncode == 0
    (kept / SEALS).write_text("")
    done = run("-m", "yimi", "restore", str(kept), "--overwrite")
    assert done.returncode == 1 and "Nothing was changed" in done.stdout
    assert (tmp_path / "var" / SEALS).read_text().count("\n") == 1


def test_a_new_embedded_database_begins_a_new_list(tmp_path: Path) -> None:
    (tmp_path / SEALS).write_text("1 abc\n")
    try:
        postgres.start(tmp_path)
        assert not (tmp_path / SEALS).exists()
        assert [path.read_text() for path in tmp_path.glob("audit-seals-until-*.txt")] == ["1 abc\n"]
        (tmp_path / SEALS).write_text("1 def\n")
        postgres.start(tmp_path)  # it is there already: its list stays
        assert (tmp_path / SEALS).read_text() == "1 def\n"
    finally:
        postgres.stop(tmp_path)


def test_no_list_is_ever_written_over(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / SEALS).write_text(f"{number}\n")
        assert set_aside(tmp_path) is not None
    assert sorted(path.read_text() for path in tmp_path.iterdir()) == ["0\n", "1\n", "2\n"]
    assert set_aside(tmp_path) is None


def test_what_was_acknowledged_and_not_yet_examined_is_in_the_backup(run: Run, tmp_path: Path) -> None:
    kept, arriving = tmp_path / "backup", tmp_path / "var" / "arriving"
    arriving.mkdir(parents=True)
    (arriving / ("0f" * 16)).write_bytes(b"a photo")
    assert run("-m", "yimi", "backup", str(kept)).returncode == 0
    (arriving / ("0f" * 16)).unlink()
    assert run("-m", "yimi", "restore", str(kept), "--overwrite").returncode == 0
    assert (arriving / ("0f" * 16)).read_bytes() == b"a photo"
