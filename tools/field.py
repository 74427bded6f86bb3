"""Build the phone client: `npm ci`, types, tests, the web app and the mini program. Prints what a phone loads.

Part of `make test`, beside its other first steps. What has not changed since it was last built is not built again.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen

from assets import ROOT, npm

FIELD = ROOT / "field"
STAMP = FIELD / "dist" / "built"
# side by side: each is one process that keeps one core busy
TOGETHER = [
    {"web": ["run", "web"], "mini program": ["run", "weixin"]},
    {"types": ["run", "types"], "tests": ["test"]},
    {"weight": ["run", "finish"], "nothing of it is any": ["run", "no-any"]},
]


def main() -> None:
    command = npm()
    wanted = digest(FIELD)
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted and "--again" not in sys.argv:
        return
    install(command)
    for steps in TOGETHER:
        run(command, steps)
    STAMP.write_text(wanted, encoding="utf-8")


def run(command: str, steps: dict[str, list[str]]) -> None:
    """All of them at once; the first that failed shows what it said and ends it."""
    started = time.monotonic()
    begun = {
        name: Popen([command, *step, "--silent"], cwd=FIELD, stdout=PIPE, stderr=STDOUT)
        for name, step in steps.items()
    }
    heard = {name: process.communicate()[0] for name, process in begun.items()}
    for name, process in begun.items():
        word = "failed" if process.returncode else "ok"
        print(f"· field, {name}: {word} ({time.monotonic() - started:.0f} s)", flush=True)
        if process.returncode or name == "weight":
            sys.stdout.write(heard[name].decode(errors="replace"))
        if process.returncode:
            sys.exit(process.returncode)


def digest(folder: Path) -> str:
    """Of everything the build is made from."""
    made = hashlib.sha256()
    parts = [each for each in folder.iterdir() if each.name not in ("node_modules", "dist")]
    for path in sorted(file for each in parts for file in ([each] if each.is_file() else each.rglob("*"))):
        if path.is_file():
            made.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return made.hexdigest()


def install(command: str) -> None:
    """`npm ci`, unless node_modules already is what the lock file says."""
    mark = FIELD / "node_modules" / ".yimi-lock"
    wanted = hashlib.sha256((FIELD / "package-lock.json").read_bytes()).hexdigest()
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    print("· fetching the phone client's packages", flush=True)
    started = time.monotonic()
    options = ["--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run([command, "ci", *options], cwd=FIELD).returncode:
        sys.exit(
            "npm could not fetch the phone client's packages: check the network or npm's registry setting."
        )
    mark.write_text(wanted, encoding="utf-8")
    print(f"· field, packages: ok ({time.monotonic() - started:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
