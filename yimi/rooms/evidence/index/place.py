"""Where a county's index lies, the lock of whoever changes it, and the mark of how far a quarter has been brought."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection

_MARK = "mark.json"
_EDITION = "edition"


@dataclass(frozen=True)
class Mark:
    """number: the last row of the database this quarter's folder holds · chain: that row's, as hex digits."""

    number: int = 0
    chain: str = ""


def root() -> Path:
    """One folder a database, so that a copy of it never meddles with another's index."""
    return Path(settings.VAR) / "index" / str(connection.settings_dict["NAME"]).replace("/", "-")


@contextmanager
def alone(county: str) -> Iterator[None]:
    """No other process of this machine changes or opens this county's index meanwhile."""
    folder = root()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{county}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def mark_of(folder: Path) -> Mark:
    """How far a quarter's folder says it has been brought; from the beginning when it says nothing readable."""
    try:
        held = json.loads((folder / _MARK).read_bytes())
        return Mark(int(held["number"]), str(held["chain"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Mark()


def set_mark(folder: Path, mark: Mark) -> None:
    """Replace the mark whole. Written after the entries: one that is behind only means adding what is there."""
    draft = folder / "mark.draft"
    with draft.open("w") as file:
        json.dump({"number": mark.number, "chain": mark.chain}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / _MARK)


def edition_of(folder: Path) -> tuple[int, str]:
    """What tells a folder from the one that stood in its place before: a process may still hold that open."""
    try:
        return folder.stat().st_ino, (folder / _EDITION).read_text()
    except OSError:
        return folder.stat().st_ino if folder.exists() else 0, ""


def new_edition(folder: Path) -> None:
    (folder / _EDITION).write_text(uuid4().hex)
