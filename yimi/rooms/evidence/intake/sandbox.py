"""Decodes one untrusted file in a process of its own, with hard limits, and reads in JSON what it saw.

The child gets the open file and nothing else: no environment, no path, no network address, no right to write
a file. A decoder that crashes, hangs or swells takes only the child with it. Children are forked by a nursery
that has the decoders loaded (nursery.py): a start of the interpreter for each file costs 0.3 s, a fork 0.01.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from .findings import BUSY, Unacceptable
from .nursery import REQUEST_BYTES

WALL_SECONDS = 60.0
GRACE_SECONDS = 10.0  # a child that outlives its own alarm by this is given up, and its nursery with it
_ROOT = Path(__file__).resolve().parents[4]
_PACKAGE = __name__.rpartition(".")[0]
_START = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from {_PACKAGE}.nursery import main; main()"
_SPENT = (-signal.SIGKILL, -signal.SIGXCPU)  # its processor time


def look_inside(source: IO[bytes], found: str) -> dict[str, Any]:
    """Decode `source` (a real file, read from its start) of format `found` in a child process.

    Returns the facts of `decoding.facts_of`. Raises Unacceptable with the child's code, "undecodable" when it
    died, "too_costly" when it met a limit, and "busy" when the machine had no time for it: WALL_SECONDS went by and the
    processor seconds a file may cost were not spent, which is nobody's fault.
    """
    source.seek(0)
    said, _line, code = (_asked(source.fileno(), found) or _asked(source.fileno(), found)).rpartition(b"\n")
    if code and int(code) == -signal.SIGALRM:
        raise Unacceptable(BUSY)
    if not code or int(code) in _SPENT:
        raise Unacceptable("too_costly")
    try:
        answer = json.loads(said)
    except ValueError:
        raise Unacceptable("undecodable") from None
    if "refused" in answer:
        raise Unacceptable(answer["refused"], **answer["facts"])
    facts: dict[str, Any] = answer["facts"]
    return facts


def _asked(file: int, found: str) -> bytes:
    """A child's answer, a line feed and its exit code; nothing when the nursery died before it was written."""
    mine, its = os.pipe()
    try:
        nursery = _nursery.ask(f"{found} {WALL_SECONDS}", file, its)
    except BaseException:
        os.close(mine)
        raise
    finally:
        os.close(its)
    with os.fdopen(mine, "rb", buffering=0) as answer:
        coming = select.poll()
        coming.register(answer, select.POLLIN)
        until, said = time.monotonic() + WALL_SECONDS + GRACE_SECONDS, b""
        while coming.poll(max(0.0, until - time.monotonic()) * 1000):
            part = answer.read(65536)
            if part:
                said += part
                continue
            if b"\n" in said:
                return said
            _nursery.end(nursery)  # it died before its child did
            return b""
    _nursery.end(nursery)
    raise Unacceptable(BUSY)


class _Nursery:
    """This process's nursery, started when first asked and again when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, words: str, *files: int) -> subprocess.Popen[bytes]:
        """Hand over the request; returns the nursery that has it."""
        with self._lock:
            for last_try in (False, True):
                line, process = self._running()
                try:
                    socket.send_fds(line, [words.ljust(REQUEST_BYTES).encode()], list(files))
                    return process
                except OSError:
                    self._lost()
                    if last_try:
                        raise
        raise AssertionError("unreachable")

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """Kill this nursery and its children; another one may be running by now, which is left alone."""
        with self._lock:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            if self._process is process:
                self._lost()

    def _running(self) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        # A forked copy of this process must not speak into the line of the first.
        if self._line is None or self._process is None or self._owner != os.getpid():
            self._line, its = socket.socketpair()
            with its:
                self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter with our own fixed words
                    [sys.executable, "-I", "-X", "utf8", "-c", _START],
                    stdin=its.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env={"OMP_NUM_THREADS": "1", "PATH": os.defpath},
                    start_new_session=True,
                )
            self._owner = os.getpid()
        return self._line, self._process

    def _lost(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = self._process = None


_nursery = _Nursery()
