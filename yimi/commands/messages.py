"""yimi messages compile | collect: Chinese is written in the source, English in locale/en."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

LOCALE = Path(__file__).resolve().parents[2] / "locale"


def add(verbs: Any) -> None:
    parser = verbs.add_parser("messages", help="the English wording of the interface")
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("compile", help="make the .mo files that the server reads").set_defaults(run=compile_all)
    steps.add_parser(
        "collect", help="gather new strings into the .po file (needs the gettext tools)"
    ).set_defaults(run=collect)


def compile_all(options: argparse.Namespace) -> None:
    """With Babel, not msgfmt: a bare machine has no gettext tools."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parts[-3])
        with target.open("wb") as stream:
            write_mo(stream, catalogue)


def collect(options: argparse.Namespace) -> None:
    import os

    import django
    from django.core.management import call_command

    os.chdir(LOCALE.parent)
    django.setup()
    call_command(
        "makemessages", locale=["en"], ignore_patterns=["node_modules", "var", "tests"], no_wrap=True
    )
