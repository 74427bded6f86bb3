"""Seconds of processor that processes have used: what stays comparable on a machine that others use too."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def spent(processes: Iterable[int]) -> dict[int, float]:
    """By process id: user and system time of it and of its children that have ended."""
    found = {}
    for pid in processes:
        fields = _fields(pid)
        if fields:
            found[pid] = sum(map(int, fields[11:15])) / TICK
    return found


def family(pid: int) -> list[int]:
    """A process and everything that stems from it."""
    parents = {
        int(each.name): _fields(int(each.name)) for each in Path("/proc").iterdir() if each.name.isdigit()
    }
    found = [pid]
    for one in found:
        found += [child for child, fields in parents.items() if fields and int(fields[1]) == one]
    return found


def backends() -> list[int]:
    """Of this database alone; others may be at work on the same server."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


def since(before: dict[int, float], after: dict[int, float]) -> float:
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def _fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
