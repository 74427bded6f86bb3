"""yimi db start | stop | migrate | status"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from yimi.commands import postgres


def var_folder() -> Path:
    return Path(os.environ.get("YIMI_VAR", Path(__file__).resolve().parents[2] / "var")).resolve()


def ensure_running() -> None:
    """Start the embedded server unless YIMI_DATABASE_URL names another one."""
    if not os.environ.get("YIMI_DATABASE_URL"):
        postgres.start(var_folder())


def add(verbs: Any) -> None:
    parser = verbs.add_parser(
        "db", help="the embedded PostgreSQL and the tables: start, stop, status, migrate"
    )
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser(
        "start", help="start the embedded server in var/ (no effect with YIMI_DATABASE_URL)"
    ).set_defaults(run=start)
    steps.add_parser("stop", help="stop the embedded server").set_defaults(run=stop)
    steps.add_parser("status", help="say whether the embedded server runs").set_defaults(run=status)
    steps.add_parser("migrate", help="bring the tables up to date").set_defaults(run=migrate)


def start(options: argparse.Namespace) -> None:
    if os.environ.get("YIMI_DATABASE_URL"):
        print("YIMI_DATABASE_URL is set: that server is used, none is started here.")
        return
    print(postgres.start(var_folder()))


def stop(options: argparse.Namespace) -> None:
    print("stopped" if postgres.stop(var_folder()) else "was not running")


def status(options: argparse.Namespace) -> int:
    up = postgres.running(var_folder())
    print("running" if up else "not running")
    return 0 if up else 1


def migrate(options: argparse.Namespace) -> None:
    ensure_running()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=1)
