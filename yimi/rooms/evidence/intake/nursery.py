"""The parent of the sandbox's children: decoders loaded once, then one fork for each file.

It is started with nothing but a socket, reads no file itself, and ends when the socket is closed. A child gets
two open files, the one to look into and the one to answer in; its limits are set before it touches either.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sys
from types import FrameType
from typing import IO, Any, NoReturn

from . import decoding
from .findings import Unacceptable

MEMORY_BYTES = 1536 * 1024**2  # address space: 50 megapixels decoded twice, and the libraries
CPU_SECONDS = 20
REQUEST_BYTES = 64

_answers: dict[int, int] = {}  # process id of a child -> where its exit code is written after its answer


def main() -> None:
    """Fork one child for each request on standard input: REQUEST_BYTES of format and seconds, two open files."""
    _load_decoders()
    signal.signal(signal.SIGCHLD, _bury)
    with socket.socket(fileno=os.dup(0)) as requests:
        while True:
            words, files, _flags, _address = socket.recv_fds(requests, REQUEST_BYTES, 2)
            if not words:
                return
            found, seconds = words.decode().split()
            _give_birth(found, float(seconds), *files)


def _load_decoders() -> None:
    import pillow_heif  # noqa: F401
    from PIL import Image

    from . import clip, exif, pictures  # noqa: F401

    Image.preinit()


def _give_birth(found: str, seconds: float, source: int, answer: int) -> None:
    # Blocked until the child is written down: it may be dead before fork returns here.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    child = os.fork()
    if child == 0:
        _live(found, seconds, source, answer)
    _answers[child] = answer
    os.close(source)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _bury(_number: int, _frame: FrameType | None) -> None:
    while _answers:
        child, status = os.waitpid(-1, os.WNOHANG)
        if not child:
            return
        answer = _answers.pop(child)
        try:
            os.write(answer, b"\n%d" % os.waitstatus_to_exitcode(status))
        except OSError:  # whoever asked has gone
            pass
        finally:
            os.close(answer)


def _live(found: str, seconds: float, source: int, answer: int) -> NoReturn:
    try:
        _keep_only(source, answer)
        bind(seconds)
        with os.fdopen(source, "rb") as file:
            said = _look(file, found)
        os.write(answer, json.dumps(said).encode())
    finally:
        os._exit(0)  # no clean-up code of a decoder that has just met hostile bytes


def _keep_only(*files: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    before = 2
    for number in (*sorted(files), 4096):
        os.closerange(before + 1, number)
        before = number


def bind(seconds: float) -> None:
    """Limit this process: `seconds` on the wall, CPU_SECONDS of processor, MEMORY_BYTES, no file written."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the address space cannot be bounded this way
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _look(file: IO[bytes], found: str) -> dict[str, Any]:
    try:
        return {"facts": decoding.facts_of(file, found)}
    except Unacceptable as refusal:
        return {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        return {"refused": "too_costly", "facts": {}}
    except Exception as failure:  # any decoder's complaint: the file is bad, not the program
        code = "truncated" if "truncated" in str(failure).lower() else "undecodable"
        return {"refused": code, "facts": {}}
