"""An upload on its way in: one temporary file that is gone whatever happens."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.utils.translation import gettext

from yimi.kernel.errors import Refusal
from yimi.kernel.files import StoredFile, open_stored
from yimi.rooms.evidence.intake import MAX_BYTES, SENTENCES, Examined, Kind, Unacceptable, examine
from yimi.rooms.evidence.states import MediaKind

CHUNK = 1024 * 1024
DECLARED: dict[MediaKind, Kind] = {
    MediaKind.PHOTO: "photo",
    MediaKind.CLIP: "clip",
    MediaKind.DOCUMENT: "document",
}


class Spooled:
    """The bytes on disk, their SHA-256, and what an examination says of them."""

    def __init__(self, path: Path, file: BinaryIO, sha256: str, kind: MediaKind) -> None:
        self.path, self.file, self.sha256, self.kind = path, file, sha256, kind

    def examined(self) -> Examined:
        """Raises Refusal with the sentence that tells what is wrong with the file and what to do."""
        try:
            return examine(self.path, DECLARED[self.kind])
        except Unacceptable as error:
            raise refusal_of(error) from error


def refusal_of(error: Unacceptable) -> Refusal:
    sentence = gettext(SENTENCES[error.code]).format(**error.facts)
    return Refusal(sentence, field="upload", code=error.code)


@contextmanager
def spooled(upload: bytes | BinaryIO, kind: MediaKind) -> Iterator[Spooled]:
    """Copy an upload into a temporary file, never more of it than the kind allows."""
    source = BytesIO(upload) if isinstance(upload, bytes) else upload
    if source.seekable():
        source.seek(0)  # a repeated attempt starts from the beginning again
    limit, size, digest = MAX_BYTES[DECLARED[kind]], 0, hashlib.sha256()
    with tempfile.TemporaryFile() as file:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > limit:
                whole = limit // CHUNK
                raise refusal_of(Unacceptable("too_large", megabytes=f"{whole}+", limit_megabytes=whole))
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        file.seek(0)
        yield Spooled(_path_of(file), cast(BinaryIO, file), digest.hexdigest(), kind)


@contextmanager
def original(stored: StoredFile) -> Iterator[Path]:
    """A sealed original as a temporary file for the decoders, which want a path."""
    with tempfile.TemporaryFile() as file, open_stored(stored) as source:
        shutil.copyfileobj(source, file, CHUNK)
        file.flush()
        file.seek(0)
        yield _path_of(file)


def _path_of(file: IO[bytes]) -> Path:
    """A nameless file by its descriptor: even a process that is killed leaves nothing in the folder."""
    return Path(f"/dev/fd/{file.fileno()}")
