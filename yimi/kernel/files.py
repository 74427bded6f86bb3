"""One table for every uploaded file: named by its SHA-256, kept once, protected by every key to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, ClassVar, cast

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import connection, models, transaction

from yimi.kernel import clock, readonly
from yimi.kernel.audit import Actor

CHUNK = 1024 * 1024
IN_MEMORY = 8 * CHUNK
GRACE = timedelta(days=1)


class StoredFile(models.Model):
    """Bytes that are kept. The name is the content, so the bytes can be checked but never replaced."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    created_by = models.TextField()

    class Meta:
        verbose_name = "文件"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="kernel_file_sha256",
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="文件的校验值不正确。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"

    @property
    def path(self) -> str:
        """Where the storage keeps it."""
        return path_of(self.sha256)


def path_of(sha256: str) -> str:
    """Two levels of folders, so that none holds more than a few thousand files in a county."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def store(source: bytes | BinaryIO, *, media_type: str, by: Actor) -> StoredFile:
    """Keep these bytes (once) and return their row; the bytes are safe before the row exists.

    A crash in between leaves bytes without a row, which `sweep` removes a day later.
    """
    if readonly.is_reading():
        raise readonly.WroteWhileReading("a file was stored while a page was only being read")
    stream = BytesIO(source) if isinstance(source, bytes) else source
    if stream.seekable():
        stream.seek(0)  # the second attempt of a repeated action starts from the beginning again
    with SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        digest, size = hashlib.sha256(), 0
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            copy.write(chunk)
            size += len(chunk)
        sha256 = digest.hexdigest()
        with transaction.atomic():
            _hold(
                sha256, shared=True
            )  # closes the race with sweep(): bytes found here stay until the row is in
            known = StoredFile.objects.filter(sha256=sha256).first()
            if known is not None and _storage().exists(known.path):
                return known
            copy.seek(0)
            _save(path_of(sha256), size, cast(BinaryIO, copy))
            stored, _created = StoredFile.objects.get_or_create(
                sha256=sha256,
                defaults={
                    "size": size,
                    "media_type": media_type,
                    "created_at": clock.now(),
                    "created_by": by.audit_name,
                },
            )
            return stored


def open_stored(file: StoredFile) -> BinaryIO:
    """The bytes as a stream; the caller closes it."""
    return cast(BinaryIO, _storage().open(file.path, "rb"))


def is_intact(file: StoredFile) -> bool:
    """Are the kept bytes still those of the day they came in?"""
    digest = hashlib.sha256()
    try:
        with open_stored(file) as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == file.sha256


def sweep() -> int:
    """Remove bytes that have been without a row for a day; returns how many files went."""
    storage, gone = _storage(), 0
    oldest = clock.now() - GRACE
    for path in _stray(storage):
        if storage.get_modified_time(path) > oldest:
            continue
        sha256 = path.rsplit("/", 1)[-1]
        with transaction.atomic():
            if not _hold(sha256, shared=False) or StoredFile.objects.filter(sha256=sha256).exists():
                continue
            storage.delete(path)
            gone += 1
    return gone


def _storage() -> Storage:
    return storages["evidence"]


def _save(path: str, size: int, source: BinaryIO) -> None:
    storage = _storage()
    if storage.exists(path):
        if storage.size(path) == size:
            return
        storage.delete(path)  # what a crash left half-written
    kept_as = storage.save(path, File(source))
    if kept_as != path:  # somebody stored the same bytes in the same moment; theirs are as good
        storage.delete(kept_as)


def _hold(sha256: str, *, shared: bool) -> bool:
    """Take an advisory lock on one content until the transaction ends; exclusive ones do not wait."""
    number = int(sha256[:15], 16)
    with connection.cursor() as cursor:
        if shared:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [number])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def _stray(storage: Storage) -> Iterator[str]:
    """Every kept path whose name has no row, one folder at a time."""
    for outer in _folders(storage, ""):
        for inner in _folders(storage, outer):
            names = storage.listdir(f"{outer}/{inner}")[1]
            known = set(StoredFile.objects.filter(sha256__in=names).values_list("sha256", flat=True))
            yield from (f"{outer}/{inner}/{name}" for name in names if name not in known)


def _folders(storage: Storage, path: str) -> list[str]:
    try:
        return storage.listdir(path)[0]
    except FileNotFoundError:
        return []
