"""Build the phone client: `npm ci`, types, tests, the web app and the mini program. Prints what a phone loads."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time

from assets import ROOT, npm

FIELD = ROOT / "field"
STEPS = {
    "types": ["run", "types"],
    "tests": ["test"],
    "web": ["run", "web"],
    "mini program": ["run", "weixin"],
    "weight": ["run", "finish"],
}


def main() -> None:
    command = npm()
    install(command)
    for name, step in STEPS.items():
        started = time.monotonic()
        shown = None if name == "weight" else subprocess.PIPE
        done = subprocess.run([command, *step, "--silent"], cwd=FIELD, stdout=shown, stderr=subprocess.STDOUT)
        print(
            f"· field, {name}: {'failed' if done.returncode else 'ok'} ({time.monotonic() - started:.0f} s)",
            flush=True,
        )
        if done.returncode:
            sys.stdout.buffer.write(done.stdout or b"")
            sys.exit(done.returncode)


def install(command: str) -> None:
    """`npm ci`, unless node_modules already is what the lock file says."""
    mark = FIELD / "node_modules" / ".yimi-lock"
    wanted = hashlib.sha256((FIELD / "package-lock.json").read_bytes()).hexdigest()
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    print("· fetching the phone client's packages", flush=True)
    options = ["--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run([command, "ci", *options], cwd=FIELD).returncode:
        sys.exit(
            "npm could not fetch the phone client's packages: check the network or npm's registry setting."
        )
    mark.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
