"""Files on their way in, on the local disk. Until all has come, the length is the only record of how much that is."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BufferedRandom
from pathlib import Path
from uuid import UUID

from django.conf import settings

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Moved(Exception):
    """Somebody else has written in the meantime; `offset` is where it stands."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Gone(Exception):
    """The bytes are not here (any more): finished, dropped, or swept."""


class NoRoom(Exception):
    """The disk is full; nothing of the piece was kept."""


class Part:
    """The bytes of one upload. The last byte is acknowledged only with the whole, once the row says it was received:
    a server that dies in between then asks for one byte again and finishes the work."""

    def __init__(self, client_id: UUID, length: int) -> None:
        self.path, self.length = folder() / client_id.hex, length

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
        """Write the pieces from `at` on and return where it stands then, on the disk. Raises Moved, Gone and NoRoom.

        Held only while a piece is written: a connection that hangs keeps nobody from resuming on another.
        """
        began = at
        try:
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
            with self.held() as file:
                os.fdatasync(file.fileno())  # what was acknowledged survives a power cut
        except OSError as error:
            raise self._back_to(began, at, error) from error
        return at

    def _back_to(self, began: int, at: int, error: OSError) -> Exception:
        """What did not fit is taken away again: half a piece is not to fill a full disk."""
        if error.errno not in NO_ROOM:
            return error
        with self.held() as file:
            if at <= os.fstat(file.fileno()).st_size:
                file.truncate(began)
        return NoRoom()

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


class Arrival:
    """A body that comes with the announcement itself: a file without a row, which nobody else can be writing.

    Becomes the bytes of an upload by `adopt`; what a crash leaves before that is a stray.
    """

    def __init__(self, client_id: UUID) -> None:
        self.path = folder() / f"{client_id.hex}.{secrets.token_hex(4)}"
        self.size, self.head, self._digest = 0, b"", hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def take(self, pieces: Iterable[bytes]) -> None:
        """Write what comes and wait for the disk. Raises NoRoom, and then nothing is left of it."""
        try:
            with self._opened() as descriptor:
                for piece in pieces:
                    self.head = self.head or piece[:HEAD]
                    self._digest.update(piece)
                    _write(descriptor, piece)
                    self.size += len(piece)
                os.fdatasync(descriptor)
        except BaseException as error:
            self.drop()
            if isinstance(error, OSError) and error.errno in NO_ROOM:
                raise NoRoom from error
            raise

    def adopt(self, part: Part) -> None:
        """From here on these are the bytes of that upload, whatever happens to the machine; again is no harm."""
        if self.path.exists():
            self.path.replace(part.path)
        rooted()

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)

    @contextmanager
    def _opened(self) -> Iterator[int]:
        how = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            descriptor = os.open(self.path, how, 0o600)
        except FileNotFoundError:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, how, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


HEAD = 2048  # as much of a file as tells what it is


def folder() -> Path:
    return Path(settings.ARRIVING)


def rooted() -> None:
    """A new name in a folder is safe only when the folder is."""
    descriptor = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of(file: BufferedRandom) -> str:
    """SHA-256 of the whole file; it is left at its beginning."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def strays(known: set[str], before: datetime) -> list[Path]:
    """Bytes nobody has a row for, untouched since `before`."""
    if not folder().exists():
        return []
    old = [path for path in folder().iterdir() if path.stat().st_mtime < before.timestamp()]
    return [path for path in old if path.name not in known]


def _write(descriptor: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
