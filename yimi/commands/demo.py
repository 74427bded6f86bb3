"""yimi demo: build the demonstration county into an empty database."""

from __future__ import annotations

import argparse
import os
from typing import Any

from yimi.commands.db import ensure_running


def add(verbs: Any) -> None:
    parser = verbs.add_parser(
        "demo", help="build the demonstration county: real names of places, invented people"
    )
    parser.add_argument(
        "--sessions", type=int, default=200, help="sessions in all, up to 100000 and more (default 200)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    os.environ.setdefault("YIMI_DEMO", "True")
    ensure_running()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from yimi.commands.demonstration import build

    if not build.is_empty():
        print(
            "This database already holds a county. Nothing was changed; start with an empty one (YIMI_DATABASE_URL)."
        )
        return 1
    build.build(sessions=options.sessions)
    return 0
