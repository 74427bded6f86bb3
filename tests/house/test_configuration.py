"""Production settings refuse to start open, and every refusal names its cure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.house.tree import ROOT
from yimi.config import database, environment, production

GOOD = {
    "production": True,
    "secret_key": "k" * 50,
    "debug": False,
    "secure_cookies": True,
    "hosts": ["yimi.example.gov.cn"],
}


@pytest.mark.parametrize(
    ("change", "cure"),
    [
        ({"secret_key": production.DEFAULT_SECRET}, "yimi secret"),
        ({"secret_key": "short"}, "yimi secret"),
        ({"debug": True}, "YIMI_DEBUG"),
        ({"secure_cookies": False}, "HTTPS"),
        ({"hosts": ["*"]}, "YIMI_HOSTS"),
        ({"keys": Path("/nowhere")}, "yimi keys create"),
    ],
)
def test_production_refuses_and_says_the_cure(tmp_path: Path, change: dict[str, object], cure: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=cure):
        production.check(**{**GOOD, "keys": tmp_path, **change})  # type: ignore[arg-type]


def test_production_starts_when_everything_is_set(tmp_path: Path) -> None:
    production.check(**GOOD, keys=tmp_path)  # type: ignore[arg-type]


def test_the_real_settings_run_that_check() -> None:
    environment_ = {**os.environ, "YIMI_PRODUCTION": "True", "DJANGO_SETTINGS_MODULE": "yimi.config.settings"}
    command = [sys.executable, "-c", "import django; django.setup()"]
    result = subprocess.run(command, cwd=ROOT, env=environment_, capture_output=True, text=True)
    assert result.returncode
    assert "yimi secret" in result.stderr


def test_a_flag_that_is_not_true_or_false_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIMI_DEBUG", "0")
    with pytest.raises(ImproperlyConfigured, match="True or False"):
        environment.flag("YIMI_DEBUG", False)


def test_another_database_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="PostgreSQL"):
        database.from_url("sqlite:///x.db", tmp_path)


def test_importing_the_settings_starts_no_server(tmp_path: Path) -> None:
    environment_ = {k: v for k, v in os.environ.items() if k != "YIMI_DATABASE_URL"} | {
        "YIMI_VAR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "yimi.config.settings",
    }
    subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"], cwd=ROOT, env=environment_, check=True
    )
    assert not (tmp_path / "var" / "postgres").exists()
