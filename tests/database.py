"""A pytest plugin loaded before Django: starts the embedded PostgreSQL and points the settings at a test folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from yimi.commands import db

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
if not os.environ.get("YIMI_DATABASE_URL"):
    db.ensure_running()
    os.environ["YIMI_DATABASE_URL"] = (db.var_folder() / "postgres.url").read_text(encoding="utf-8").strip()
# Files, keys and static output of the tests never touch a running copy's var/.
os.environ["YIMI_VAR"] = str(Path(tempfile.gettempdir()) / f"yimi-test-{os.getpid()}")
os.environ.pop("YIMI_KEYS", None)
os.environ["YIMI_DEMO"] = "False"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the test's thread
