"""A PostgreSQL and a web server of our own, started as an operator starts them and killed as a power cut does."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from yimi.commands.serve import web_command

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0  # a busy machine is no fault; a quiet one needs two seconds
Step = tuple[str, dict[str, Any]]


def wait_for(what: Callable[[], Any], said: str) -> Any:
    """The first true answer of `what`; a sentence when it never comes."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if answer := what():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"waited {PATIENCE_S:.0f} s in vain: {said}")


class Machine:
    """One folder with one server in it. Nothing of the running copy or of the other tests is touched."""

    def __init__(self, var: Path) -> None:
        self.var, self.url = var, ""
        self.database = "postgres"

    # --- the database -------------------------------------------------------------------------

    def start(self) -> None:
        """`yimi db start`, also after a crash: PostgreSQL then replays its log by itself."""
        plain = {name: value for name, value in self._environment().items() if name != "YIMI_DATABASE_URL"}
        done = subprocess.run(
            [sys.executable, "-m", "yimi", "db", "start"], cwd=ROOT, env=plain, capture_output=True, text=True, timeout=PATIENCE_S
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        self.url = done.stdout.strip().splitlines()[-1]

    def kill_database(self) -> None:
        """SIGKILL to the postmaster and to every process of it: nobody gets to say goodbye."""
        postmaster = self._postmaster()
        family = [postmaster, *_children_of(postmaster)]
        for pid in family:
            _kill(pid)
        wait_for(lambda: not any(map(_alive, family)), "the killed PostgreSQL to be gone")

    def stop(self) -> None:
        if (self.var / "postgres" / "postmaster.pid").exists():
            os.kill(self._postmaster(), signal.SIGQUIT)

    def _postmaster(self) -> int:
        note = (self.var / "postgres" / "postmaster.pid").read_text(encoding="utf-8")
        return int(note.splitlines()[0])

    def url_of(self, database: str) -> str:
        return self.url.replace("/yimi?", f"/{database}?")

    @contextmanager
    def connection(self, database: str = "") -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.url_of(database or self.database), autocommit=True) as opened:
            yield opened

    def copy(self, template: str, name: str) -> None:
        """A database of its own for one test, copied from a prepared one."""
        with self.connection("postgres") as opened:
            opened.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]
            opened.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[arg-type]
        self.database = name
        (self.var / "audit-seals.txt").unlink(missing_ok=True)  # it witnesses one database, this is another

    # --- processes that work on it ------------------------------------------------------------

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "YIMI_VAR": str(self.var),
            "YIMI_DATABASE_URL": self.url_of(self.database),
        }

    def begin(self, *steps: Step) -> subprocess.Popen[str]:
        """A process that works through the steps of tests/faults/hand.py."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.hand", json.dumps(steps)],
            cwd=ROOT, env=self._environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def work(self, *steps: Step) -> list[Any]:
        """The same, and what each step answered."""
        process = self.begin(*steps)
        out, wrong = process.communicate(timeout=2 * PATIENCE_S)
        assert process.returncode == 0, wrong[-3000:]
        answers: list[Any] = json.loads(out.splitlines()[-1])
        return answers

    @contextmanager
    def web_server(self) -> Iterator[WebServer]:
        """Granian, by the command `yimi serve` uses, on a free port of the loopback."""
        server = WebServer(_free_port())
        server.process = subprocess.Popen(
            web_command("127.0.0.1", server.port, 1), cwd=ROOT, env=self._environment(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            wait_for(server.answers, "the web server to answer")
            yield server
        finally:
            server.kill()


class WebServer:
    """The address of one, and the end of one."""

    process: subprocess.Popen[bytes]

    def __init__(self, port: int) -> None:
        self.port = port

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)

    def answers(self) -> bool:
        try:
            with closing(self.connect()) as line:
                line.request("GET", "/api/openapi.json")
                return line.getresponse().status == 200
        except OSError:
            return False

    def kill(self) -> None:
        """SIGKILL to the server and its workers, which stand in one process group."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children_of(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(encoding="utf-8")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(stat.rpartition(")")[2].split()[1]) == parent:
                found.append(int(entry.name))
    return found


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
