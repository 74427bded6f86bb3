"""yimi restore FOLDER: put a backup back, never over a county by accident."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from yimi.commands.backup import ARRIVING, DUMP, MANIFEST, connection_words, digest, tool
from yimi.commands.seals import SEALS, set_aside


def add(verbs: Any) -> None:
    restore_ = verbs.add_parser(
        "restore", help="put a backup back; refuses to overwrite a database that has people"
    )
    restore_.add_argument("folder", type=Path)
    restore_.add_argument("--overwrite", action="store_true", help="replace what is there")
    restore_.set_defaults(run=restore)


def restore(options: argparse.Namespace) -> int:
    words, environment = connection_words()
    from django.conf import settings
    from django.db import connection

    folder: Path = options.folder
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if digest(folder / DUMP) != manifest["dump"]:
        print(f"{folder / DUMP} is not the file that was backed up: its digest differs. Nothing was changed.")
        return 1
    if manifest.get("seals") and digest(folder / SEALS) != manifest["seals"]:
        print(
            f"{folder / SEALS} is not the file that was backed up: its digest differs. Nothing was changed."
        )
        return 1
    if "accounts_user" in connection.introspection.table_names() and not options.overwrite:
        print("This database already holds a county. Add --overwrite to replace it. Nothing was changed.")
        return 1
    connection.close()
    command = [tool("pg_restore"), "--clean", "--if-exists", "--no-owner", "--single-transaction"]
    subprocess.run([*command, *words, str(folder / DUMP)], env=environment, check=True)
    if (folder / "files").exists():
        shutil.copytree(folder / "files", settings.VAR / "files", dirs_exist_ok=True)
    if (folder / ARRIVING).exists():
        shutil.copytree(folder / ARRIVING, settings.ARRIVING, dirs_exist_ok=True)
    aside = set_aside(settings.VAR)
    if manifest.get("seals"):
        shutil.copyfile(folder / SEALS, settings.VAR / SEALS)
    if aside:
        print(f"the list of seals of the database before is kept as {aside.name}")
    print(f"restored from {folder}")
    return 0
