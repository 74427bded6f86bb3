"""yimi secret, yimi keys create: what a production copy must have before it starts."""

from __future__ import annotations

import argparse
import secrets
from typing import Any


def add(verbs: Any) -> None:
    verbs.add_parser("secret", help="print a fresh value for YIMI_SECRET_KEY").set_defaults(run=secret)
    keys = verbs.add_parser("keys", help="the keys of identity numbers and seals, kept outside the database")
    steps = keys.add_subparsers(dest="step", required=True)
    create = steps.add_parser("create", help="make the missing keys; existing ones are never touched")
    create.set_defaults(run=create_keys)


def secret(options: argparse.Namespace) -> None:
    print(secrets.token_urlsafe(48))


def create_keys(options: argparse.Namespace) -> None:
    import os
    from pathlib import Path

    from yimi.commands.db import var_folder
    from yimi.kernel.keys import create_missing_keys

    folder = Path(os.environ.get("YIMI_KEYS", var_folder() / "keys"))
    made = create_missing_keys(folder)
    print(f"{folder}: {', '.join(made) if made else 'nothing was missing'}")
    print("Back this folder up apart from the database: without it identity numbers cannot be read.")
