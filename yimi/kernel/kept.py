"""The local folder of kept files: under its name a file is whole and on the disk, or it is not there."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="yimi.kernel.kept.KeptFiles")
class KeptFiles(FileSystemStorage):
    """Writes beside, waits for the disk, then renames.

    PostgreSQL's rows survive a power cut; without this the bytes they name might not. What a crash leaves is
    called <sha256>.<random>.part and has no row, so `files.sweep` removes it like any other stray.
    """

    def _save(self, name: str, content: File[Any]) -> str:
        whole = Path(self.path(name))
        whole.parent.mkdir(parents=True, exist_ok=True)
        part = whole.with_name(f"{whole.name}.{secrets.token_hex(4)}.part")
        try:
            with part.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.replace(whole)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        for folder in (whole.parent, whole.parent.parent, Path(self.base_location)):
            _to_disk(folder)
        return name


def _to_disk(folder: Path) -> None:
    """A new name in a folder is safe only when the folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
