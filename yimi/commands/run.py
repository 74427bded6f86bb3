"""yimi run: everything `make run` promises, from an empty machine to an address to open."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from yimi.commands import db, messages, prepared, serve


def add(verbs: Any) -> None:
    parser = verbs.add_parser(
        "run", help="database, tables, demo county, web server and worker on this machine"
    )
    parser.add_argument("--host", default=os.environ.get("YIMI_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("YIMI_PORT", "8000")))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-demo", action="store_true", help="an empty county instead of the demonstration")
    parser.set_defaults(run=run, no_worker=False)


def run(options: argparse.Namespace) -> int:
    if not options.no_demo:
        os.environ.setdefault("YIMI_DEMO", "True")
    db.ensure_running()
    messages.compile_all(options)
    _prepare(demo=not options.no_demo)
    print(f"\n  一米 Yimi  →  http://{options.host}:{options.port}/\n", flush=True)
    if not options.no_demo:
        print("  The demo sign-ins stand on the sign-in page. Ctrl-C stops.\n", flush=True)
    sys.stdout.flush()
    return serve.serve(options)


def _prepare(*, demo: bool) -> None:
    var = db.var_folder()
    if prepared.stands(var, demo=demo):
        return
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    if demo:
        from yimi.commands.demonstration import build

        build.build_if_empty()
    prepared.write_down(var, demo=demo)
