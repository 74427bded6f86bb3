"""Half a file on disk. Its length is the only record of how much has come, so the two can never disagree."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BufferedRandom
from pathlib import Path
from uuid import UUID

from django.conf import settings


class Moved(Exception):
    """Somebody else has written in the meantime; `offset` is where it stands."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Gone(Exception):
    """The bytes are not here (any more): finished, dropped, or swept."""


class Part:
    """The bytes of one upload. The last byte is acknowledged only with the whole, once it has been taken in:
    a server that dies in between then asks for one byte again and finishes the work."""

    def __init__(self, client_id: UUID, length: int) -> None:
        self.path, self.length = Path(settings.ARRIVING) / client_id.hex, length

    def make(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch()

    @property
    def offset(self) -> int:
        """How much has come. Raises Gone."""
        try:
            return self._acknowledged(self.path.stat().st_size)
        except FileNotFoundError as error:
            raise Gone from error

    def append(self, at: int, pieces: Iterable[bytes]) -> int:
        """Write the pieces from `at` on and return where it stands then. Raises Moved and Gone.

        Held only while a piece is written: a connection that hangs keeps nobody from resuming on another.
        """
        for piece in pieces:
            with self.held() as file:
                size = os.fstat(file.fileno()).st_size
                if self._acknowledged(size) != at:
                    raise Moved(self._acknowledged(size))
                file.truncate(at)
                file.seek(at)
                file.write(piece)
                file.flush()
            at += len(piece)
        return at

    def settle(self) -> None:
        """Wait until the disk has it: what was acknowledged survives a power cut."""
        with self.held() as file:
            os.fdatasync(file.fileno())

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)

    @contextmanager
    def held(self) -> Iterator[BufferedRandom]:
        """The file, nobody else's for the moment. Raises Gone."""
        try:
            file = self.path.open("r+b")
        except FileNotFoundError as error:
            raise Gone from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_nlink == 0:  # dropped while we waited
                raise Gone
            yield file

    def _acknowledged(self, size: int) -> int:
        return min(size, self.length - 1)


def digest_of(file: BufferedRandom) -> str:
    """SHA-256 of the whole file; it is left at its beginning."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def strays(known: set[str], before: datetime) -> list[Path]:
    """Bytes nobody has a row for, untouched since `before`."""
    folder = Path(settings.ARRIVING)
    if not folder.exists():
        return []
    old = [path for path in folder.iterdir() if path.stat().st_mtime < before.timestamp()]
    return [path for path in old if path.name not in known]
