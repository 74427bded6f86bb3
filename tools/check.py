"""What `make test` runs, what fails fastest first; prints one line a step and pytest's own closing line."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from subprocess import PIPE, STDOUT

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# What needs nothing of one another is done side by side; the first that fails ends it.
READ: list[tuple[str, list[str]]] = [
    ("lint", [f"{BIN}/ruff", "check", "-q", "yimi", "tests", "tools", "bench"]),
    ("layout", [f"{BIN}/ruff", "format", "-q", "--check", "yimi", "tests", "tools", "bench"]),
    ("database", [sys.executable, "-m", "yimi", "db", "start"]),
    ("messages", [sys.executable, "-m", "yimi", "messages", "compile"]),
    ("imports", [f"{BIN}/lint-imports", "--no-cache"]),
    ("types", [f"{BIN}/mypy"]),
    ("field", [sys.executable, "tools/field.py"]),
]
# Four processes on two cores: the tests of the browser and of killed servers mostly wait.
TESTS = [sys.executable, "-m", "pytest", "-n", "4", "--dist", "loadgroup", "-m", "not soak", "tests"]


def main() -> int:
    only = sys.argv[1:]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    started = time.monotonic()
    begun = [
        (name, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=PIPE, stderr=STDOUT))
        for name, command in READ
        if not only or name in only
    ]
    for name, process in begun:
        said, _none = process.communicate()
        _report(name, process.returncode, started)
        if process.returncode:
            sys.stdout.buffer.write(said)
            return process.returncode
    if only and "tests" not in only:
        return 0
    started = time.monotonic()
    code = subprocess.run(TESTS, cwd=ROOT, env=environment, check=False).returncode
    _report("tests", code, started)
    return code


def _report(name: str, code: int, started: float) -> None:
    print(f"· {name}: {'failed' if code else 'ok'} ({time.monotonic() - started:.0f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
