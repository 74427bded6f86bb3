"""Runs a command and says what it took: seconds, processor seconds, megabytes at the most. Needs nothing but Python.

Memory is what the command and all it started held together, shared pages once, looked at ten times a second; never less
than the largest of them was at its largest.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path


def held(group: int) -> float:
    """Megabytes of every process of a group, each shared page by its share."""
    total = 0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getpgid(int(entry.name)) == group:
                lines = (entry / "smaps_rollup").read_text(encoding="ascii").splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue
    return total / 1024


def main() -> int:
    start = time.perf_counter()
    process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    most, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            most[0] = max(most[0], held(process.pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    status = process.wait()
    seconds = time.perf_counter() - start
    over.set()
    watcher.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(seconds, used.ru_utime + used.ru_stime, max(most[0], used.ru_maxrss / 1024))
    return status


if __name__ == "__main__":
    sys.exit(main())
