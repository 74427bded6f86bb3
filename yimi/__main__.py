"""The `yimi` command. Every verb is a module in yimi/commands with `add(verbs)`; this file only finds it."""

from __future__ import annotations

import argparse
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yimi.config.settings")


def build_parser() -> argparse.ArgumentParser:
    from yimi.commands import VERBS

    parser = argparse.ArgumentParser(
        prog="yimi", description="一米 Yimi: run, check and look after one county's copy."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for module in VERBS:
        module.add(verbs)
    return parser


def main(arguments: list[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    return int(options.run(options) or 0)


if __name__ == "__main__":
    sys.exit(main())
