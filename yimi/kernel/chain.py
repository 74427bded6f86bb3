"""The arithmetic of the audit chain: canonical rows, SHA-256 links, Ed25519 signatures, a list kept outside.

Nothing here reads the database, so an auditor can read this file alone and recompute a chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yimi.kernel.keys import KeyMissing, key_numbered, newest_key

GENESIS = "0" * 64
COLUMNS = ("id", "at", "actor", "actor_id", "verb", "subject", "subject_id", "county", "detail")


def canonical(row: Mapping[str, Any]) -> bytes:
    """One event as one line of JSON: fixed column order, sorted keys, UTC time, no spaces, UTF-8."""
    values = [_plain(row[column]) for column in COLUMNS]
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(number: int, previous: str, rows: Iterable[Mapping[str, Any]]) -> tuple[str, int]:
    """The digest of a seal over its number, the digest before it, and its rows in order; and their count."""
    digest, count = hashlib.sha256(f"{number}\n{previous}\n".encode()), 0
    for row in rows:
        digest.update(canonical(row) + b"\n")
        count += 1
    return digest.hexdigest(), count


def sign(digest: str) -> str:
    """A signature by the newest seal key: "<key number>:<hexadecimal>"; the key is not in the database."""
    number, seed = newest_key("seal")
    return f"{number}:{Ed25519PrivateKey.from_private_bytes(seed).sign(digest.encode()).hex()}"


def is_signed(digest: str, signature: str) -> bool:
    """Was this digest signed with a key of this copy?"""
    number, _, hexadecimal = signature.partition(":")
    try:
        public = Ed25519PrivateKey.from_private_bytes(key_numbered("seal", int(number))).public_key()
        public.verify(bytes.fromhex(hexadecimal), digest.encode())
    except (InvalidSignature, KeyMissing, ValueError):
        return False
    return True


def remember(path: Path, number: int, digest: str) -> None:
    """Append a seal to the list outside the database, which tells when the end of the chain was cut off."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{number} {digest}\n")


def remembered(path: Path) -> dict[int, str]:
    """The seals in the list outside; a half-written last line (a power cut) is left out."""
    if not path.exists():
        return {}
    found = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {int(words[0]): words[1] for words in found if len(words) == 2 and len(words[1]) == 64}


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
