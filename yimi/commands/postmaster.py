"""What postmaster.pid says against what really runs: after a power cut the two differ.

The note then names a process that is gone, or, after a restart of the machine, a stranger with the same number.
PostgreSQL and the library both believe the note; a server that was killed would never start again.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

PATIENCE_S = 300.0  # replaying the log after a crash may take minutes on a slow disk
ORPHANS_S = 20.0  # backends notice within moments that their postmaster is gone


def pid_of(data: Path) -> int | None:
    """The running server of this data folder; None when the note is missing, or names nobody or a stranger."""
    lines = _note(data)
    if not lines or not lines[0].isdigit():
        return None
    pid = int(lines[0])
    return pid if sys.platform != "linux" or _serves(Path("/proc") / str(pid), data) else None


def forget_ghost(data: Path) -> None:
    """Remove the note of a server that was killed, once nothing at all works on the folder any more.

    The second condition matters: a backend that outlived its postmaster still writes to the folder.
    """
    note = data / "postmaster.pid"
    if sys.platform != "linux" or not note.exists() or pid_of(data) is not None:
        return
    until = time.monotonic() + ORPHANS_S
    while any(_serves(process, data) for process in Path("/proc").glob("[0-9]*")):
        if time.monotonic() > until:
            raise SystemExit(
                f"Processes of a killed PostgreSQL still work in {data}. End them, then start again."
            )
        time.sleep(0.1)
    lines = _note(data)
    if len(lines) > 4:  # pid, folder, start, port, folder of the socket, …: the socket's lock names it too
        lock = Path(lines[4]) / f".s.PGSQL.{lines[3]}.lock"
        if lock.exists() and lock.read_text(encoding="utf-8").split()[0] == lines[0]:
            lock.unlink()
    note.unlink(missing_ok=True)


def wait_until_ready(data: Path) -> None:
    """Wait while a running server is still starting or replaying its log."""
    until = time.monotonic() + PATIENCE_S
    while pid_of(data) is not None and _note(data)[7:8] != ["ready"]:
        if time.monotonic() > until:
            raise SystemExit(f"PostgreSQL has not become ready. Its own words: {data / 'log'}")
        time.sleep(0.1)


def _note(data: Path) -> list[str]:
    try:
        return [line.strip() for line in (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return []


def _serves(process: Path, data: Path) -> bool:
    """Is this a living PostgreSQL process at home in the folder? A zombie has no working folder."""
    try:
        if (process / "comm").read_text(encoding="utf-8").strip() != "postgres":
            return False
        if (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            return False
        return (process / "cwd").resolve(strict=True) == data.resolve()
    except PermissionError:
        return True  # somebody else's PostgreSQL: better to believe the note
    except OSError:
        return False
