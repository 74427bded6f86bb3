"""yimi serve: the web server and the worker together, on one machine."""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from types import FrameType
from typing import Any

from yimi.commands.db import ensure_running

_PATIENCE_S = 30.0


def add(verbs: Any) -> None:
    parser = verbs.add_parser("serve", help="run the web server and the background worker")
    parser.add_argument("--host", default=os.environ.get("YIMI_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("YIMI_PORT", "8000")))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-worker", action="store_true", help="only the web server")
    parser.set_defaults(run=serve)


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
    # Each thread keeps a connection to the database. Two left the cores idle while a photo waited for the disk.
    return [*granian, "--workers", str(workers), "--blocking-threads", "4", "yimi.config.wsgi:application"]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "yimi", "worker"]


def serve(options: argparse.Namespace) -> int:
    """Start both, stop both together; the exit code is that of whichever stopped first."""
    ensure_running()
    children = [subprocess.Popen(web_command(options.host, options.port, options.workers))]

    def leave(number: int, frame: FrameType | None) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    if not options.no_worker:
        _await_page(children[0], options.host, options.port)
        if (code := children[0].poll()) is not None:
            return code
        children.append(subprocess.Popen(worker_command()))
    while True:
        pid, status = os.wait()
        leave(0, None)
        for child in children:
            if child.pid != pid:
                child.wait()
        return os.waitstatus_to_exitcode(status)


def _await_page(web: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Somebody waits for the first page and nobody for the worker, which would take half the machine to load."""
    until = time.monotonic() + _PATIENCE_S
    while web.poll() is None and time.monotonic() < until:
        try:
            with closing(http.client.HTTPConnection(host, port, timeout=until - time.monotonic())) as line:
                line.request("GET", "/")
                line.getresponse()
                return
        except OSError:
            time.sleep(0.1)
