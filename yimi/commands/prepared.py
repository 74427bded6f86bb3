"""What `yimi run` found in order last time: loading the whole house to find nothing to do takes four seconds."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import psycopg

from yimi.config.database import EMBEDDED_URL_FILE

ROOT = Path(__file__).resolve().parents[2]
NOTE = "prepared"


def stands(var: Path, *, demo: bool) -> bool:
    """True when this code met this database before and left nothing to prepare; any doubt is a no."""
    note = var / NOTE
    return note.exists() and note.read_text(encoding="utf-8") == _state(var, demo=demo)


def write_down(var: Path, *, demo: bool) -> None:
    (var / NOTE).write_text(_state(var, demo=demo), encoding="utf-8")


def _state(var: Path, *, demo: bool) -> str:
    """Migrations and packages of the code, migrations done in the database, and whether a demonstration was asked for."""
    code = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted((ROOT / "yimi").glob("**/migrations/*.py")):
        code.update(str(path.relative_to(ROOT)).encode())
    return f"{code.hexdigest()} {_done(var)} {'demonstration' if demo else 'empty'}\n"


def _done(var: Path) -> str:
    url = os.environ.get("YIMI_DATABASE_URL") or (var / EMBEDDED_URL_FILE).read_text(encoding="utf-8").strip()
    with psycopg.connect(url) as connection:
        if not connection.execute("SELECT to_regclass('django_migrations')").fetchone()[0]:  # type: ignore[index]
            return "nothing"
        row = connection.execute(
            "SELECT md5(string_agg(app || '.' || name, ' ' ORDER BY id)), max(applied) FROM django_migrations"
        ).fetchone()
    return " ".join(map(str, row or ()))
