"""yimi serve: the web server and the worker together, on one machine."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from types import FrameType
from typing import Any

from yimi.commands.db import ensure_running


def add(verbs: Any) -> None:
    parser = verbs.add_parser("serve", help="run the web server and the background worker")
    parser.add_argument("--host", default=os.environ.get("YIMI_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("YIMI_PORT", "8000")))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-worker", action="store_true", help="only the web server")
    parser.set_defaults(run=serve)
    worker = verbs.add_parser("worker", help="run only the background worker")
    worker.set_defaults(run=run_worker)


def web_command(host: str, port: int, workers: int) -> list[str]:
    granian = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--no-ws",
        "--host",
        host,
        "--port",
        str(port),
    ]
    # One blocking thread a worker and persistent connections: the cheapest per request that was measured.
    return [*granian, "--workers", str(workers), "--blocking-threads", "2", "yimi.config.wsgi:application"]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "yimi", "worker"]


def serve(options: argparse.Namespace) -> int:
    """Start both, stop both together; the exit code is that of whichever stopped first."""
    ensure_running()
    commands = [web_command(options.host, options.port, options.workers)]
    if not options.no_worker:
        commands.append(worker_command())
    children = [subprocess.Popen(command) for command in commands]

    def leave(number: int, frame: FrameType | None) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    while True:
        pid, status = os.wait()
        leave(0, None)
        for child in children:
            if child.pid != pid:
                child.wait()
        return os.waitstatus_to_exitcode(status)


def run_worker(options: argparse.Namespace) -> None:
    ensure_running()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("procrastinate", "worker", "--delete-jobs", "successful", "--concurrency", "1")
