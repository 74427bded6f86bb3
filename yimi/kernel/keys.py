"""The keys of a copy: one file a key in settings.KEYS, outside the database and outside its backups (B11).

`field-<n>.key`  AES-256 keys of encrypted fields; every one is readable, the highest number writes
`index-<n>.key`  the HMAC key of the blind indexes; there is one, a second would hide every record from search
`seal-<n>.key`   Ed25519 keys that sign audit seals; every one verifies, the highest number signs
`settlement-<n>.key`  Ed25519 keys that sign quarter statements, and nothing else; likewise
"""

from __future__ import annotations

import os
import re
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PURPOSES = ("field", "index", "seal", "settlement")
ROTATED = tuple(purpose for purpose in PURPOSES if purpose != "index")
KEY_BYTES = 32  # AES-256, HMAC-SHA256 and an Ed25519 seed are all of this size


class KeyMissing(RuntimeError):
    """A record was written with a key that is not in the key folder."""


def create_missing_keys(folder: Path) -> list[str]:
    """Create the first key of every purpose that has none; returns the names of the new files.

    Needs no settings, since a production copy without keys refuses to load them (`yimi keys create`).
    """
    missing = [purpose for purpose in PURPOSES if not _read_folder(folder, purpose)]
    return [_create(folder, purpose, 1).name for purpose in missing]


def rotate_key(folder: Path, purpose: str) -> str:
    """Add a newer key: from now on it writes, the older ones stay readable; returns the name of its file."""
    if purpose not in ROTATED:
        raise ValueError(f"{purpose!r} is no key purpose that rotates; choose one of {', '.join(ROTATED)}")
    return _create(folder, purpose, max(_read_folder(folder, purpose), default=0) + 1).name


def newest_key(purpose: str) -> tuple[int, bytes]:
    """The number and the bytes of the key that writes."""
    found = _keys(purpose)
    number = max(found)
    return number, found[number]


def key_numbered(purpose: str, number: int) -> bytes:
    """The key a record was written with; raises KeyMissing, never guesses another one."""
    found = _cached(Path(settings.KEYS), purpose)
    if number not in found:  # another process may have rotated a moment ago
        _cached.cache_clear()
        found = _cached(Path(settings.KEYS), purpose)
    if number not in found:
        raise KeyMissing(
            f"{purpose}-{number}.key is not in {settings.KEYS}: restore it from the backup of the keys"
        )
    return found[number]


def _keys(purpose: str) -> dict[int, bytes]:
    found = _cached(Path(settings.KEYS), purpose)
    if found:
        return found
    _cached.cache_clear()
    if not _read_folder(settings.KEYS, purpose):
        if getattr(settings, "PRODUCTION", True):
            raise ImproperlyConfigured(
                f"There is no {purpose} key in {settings.KEYS}: run `yimi keys create` once on a new copy, "
                "or restore the folder from its backup on an old one."
            )
        _create(Path(settings.KEYS), purpose, 1)
    return _cached(Path(settings.KEYS), purpose)


@lru_cache(maxsize=16)
def _cached(folder: Path, purpose: str) -> dict[int, bytes]:
    return _read_folder(folder, purpose)


def _read_folder(folder: Path, purpose: str) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for path in Path(folder).glob(f"{purpose}-*.key"):
        numbered = re.fullmatch(rf"{purpose}-(\d+)\.key", path.name)
        if numbered:
            found[int(numbered[1])] = _read(path)
    return found


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{path} is not a key of {KEY_BYTES} bytes in hexadecimal: restore it.")
    return key


def _create(folder: Path, purpose: str, number: int) -> Path:
    """Write a key nobody else can read. Two processes may start together: the loser takes the other's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{purpose}-{number}.key"
    # Written whole under another name, then linked: a reader never meets half a key.
    draft = folder / f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
        _cached.cache_clear()
    return path
