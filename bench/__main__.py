"""`python -m bench` runs every measurement with small defaults; `python -m bench NAME --help` says what one takes."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys

NAMES = (
    "lists",
    "ledger",
    "divisions",
    "reuse",
    "linkage",
    "evidence",
    "sheets",
    "register",
    "uploads",
    "flagged",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    names = parser.add_subparsers(dest="name", metavar="NAME")
    for name in NAMES:
        module = importlib.import_module(f"bench.{name}")
        one = names.add_parser(name, help=(module.__doc__ or "").splitlines()[0], description=module.__doc__)
        module.add(one)
        one.set_defaults(run=module.run)
    options = parser.parse_args()
    if options.name:
        return int(options.run(options) or 0)
    # a process each: every measurement has a database of its own, and Django knows only one
    codes = [_apart(name) for name in NAMES]
    return max(codes)


def _apart(name: str) -> int:
    return subprocess.run([sys.executable, "-m", "bench", name], check=False).returncode  # noqa: S603  (our own names)


if __name__ == "__main__":
    sys.exit(main())
