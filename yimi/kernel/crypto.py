"""Sealing a text for one column, and finding it again without opening it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yimi.kernel.keys import create_missing_keys, key_numbered, newest_key

__all__ = [
    "CannotOpen",
    "blind_index",
    "create_missing_keys",
    "key_number",
    "open_text",
    "seal_text",
]

MARK = "yimi1"  # the format of a sealed text: yimi1:<key number>:<base64 of nonce and ciphertext>
NONCE_BYTES = 12


class CannotOpen(RuntimeError):
    """A sealed text does not fit its key or its column; nothing is returned in its place."""


def seal_text(text: str, place: str) -> str:
    """Encrypt with the newest field key; `place` (table.column) is bound in: a copy elsewhere stays shut."""
    number, key = newest_key("field")
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), _bound(number, place))
    return f"{MARK}:{number}:{b64encode(nonce + sealed).decode('ascii')}"


def open_text(sealed: str, place: str) -> str:
    """The text again; raises CannotOpen or KeyMissing, never returns ciphertext."""
    mark, _, rest = sealed.partition(":")
    number, _, body = rest.partition(":")
    if mark != MARK or not number.isdecimal():
        raise CannotOpen(f"{place} holds a value that was not sealed by Yimi")
    try:
        raw = b64decode(body, validate=True)
        opened = AESGCM(key_numbered("field", int(number))).decrypt(
            raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(int(number), place)
        )
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(
            f"{place} cannot be opened with field-{number}.key: wrong key, or a changed row"
        ) from error
    return opened.decode()


def key_number(sealed: str) -> int:
    """Which key a sealed text was written with (to find rows that still wait for rotation)."""
    return int(sealed.split(":", 2)[1])


def blind_index(value: str, purpose: str) -> str:
    """A keyed fingerprint to find an equal value by; empty for an empty value.

    Width, spaces, hyphens and case do not matter: 138 0000-0000 is found as 13800000000, x as X.
    `purpose` (such as "id_number", "phone") keeps equal values of two columns unlinkable.
    """
    plain = "".join(unicodedata.normalize("NFKC", value).replace("-", "").split()).upper()
    if not plain:
        return ""
    _, key = newest_key("index")
    return hmac.new(key, f"{purpose}\0{plain}".encode(), hashlib.sha256).hexdigest()


def _bound(number: int, place: str) -> bytes:
    return f"{MARK}:{number}:{place}".encode()
