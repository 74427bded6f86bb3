"""What `make test` runs, in the order that fails fastest; prints one line a step and pytest's own closing line."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# Four processes on two cores: the tests of the browser and of killed servers mostly wait.
STEPS: list[tuple[str, list[str]]] = [
    ("lint", [f"{BIN}/ruff", "check", "-q", "yimi", "tests", "tools", "bench"]),
    ("layout", [f"{BIN}/ruff", "format", "-q", "--check", "yimi", "tests", "tools", "bench"]),
    ("imports", [f"{BIN}/lint-imports", "--no-cache"]),
    ("types", [f"{BIN}/mypy"]),
    ("database", [sys.executable, "-m", "yimi", "db", "start"]),
    ("messages", [sys.executable, "-m", "yimi", "messages", "compile"]),
    ("tests", [sys.executable, "-m", "pytest", "-n", "4", "--dist", "loadgroup", "-m", "not soak", "tests"]),
]


def main() -> int:
    only = sys.argv[1:]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    for name, command in STEPS:
        if only and name not in only:
            continue
        started = time.monotonic()
        shown = None if name == "tests" else subprocess.PIPE
        result = subprocess.run(command, cwd=ROOT, env=environment, stdout=shown, stderr=subprocess.STDOUT)
        print(
            f"· {name}: {'ok' if not result.returncode else 'failed'} ({time.monotonic() - started:.0f} s)",
            flush=True,
        )
        if result.returncode:
            sys.stdout.buffer.write(result.stdout or b"")
            return result.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
