"""The seal of a statement: canonical JSON, a digest over the one before, an Ed25519 signature."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils.translation import gettext as _

from yimi.kernel.units import yuan

Content = Mapping[str, Any]


def canonical(content: Content) -> bytes:
    """One and only one spelling: sorted keys, no spaces, UTF-8, integers and text only."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(content: Content, previous: str) -> str:
    """The link of the chain: SHA-256 over the digest of the statement before and the content."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(content)).hexdigest()


def sign(digest: str, seed: bytes) -> str:
    """Ed25519 over the digest, in hexadecimal; `seed` is the 32-byte key."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(digest.encode()).hex()


def is_signed(digest: str, signature: str, seed: bytes) -> bool:
    """Was this digest signed with the key of `seed`?"""
    public: Ed25519PublicKey = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    try:
        public.verify(bytes.fromhex(signature), digest.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def changes(sealed: Content, found: Content) -> list[str]:
    """Sentences naming every figure that differs: of the head, and of each line by its session number."""
    parts = [
        _("“%(field)s”封存为 %(sealed)s，现为 %(found)s")
        % {
            "field": field,
            "sealed": _plain(field, sealed.get(field)),
            "found": _plain(field, found.get(field)),
        }
        for field in sorted({*sealed, *found} - {"lines"})
        if sealed.get(field) != found.get(field)
    ]
    before = {line["session"]: line for line in sealed.get("lines", [])}
    after = {line["session"]: line for line in found.get("lines", [])}
    for number in sorted({*before, *after}):
        parts += _line_changes(number, before.get(number), after.get(number))
    return parts


def _line_changes(number: str, sealed: Content | None, found: Content | None) -> list[str]:
    if found is None:
        return [_("场次 %(number)s 不见了") % {"number": number}]
    if sealed is None:
        return [_("场次 %(number)s 是封存后加进来的") % {"number": number}]
    return [
        _("场次 %(number)s 的“%(field)s”封存为 %(sealed)s，现为 %(found)s")
        % {
            "number": number,
            "field": field,
            "sealed": _plain(field, sealed.get(field)),
            "found": _plain(field, found.get(field)),
        }
        for field in sorted({*sealed, *found})
        if sealed.get(field) != found.get(field)
    ]


def _plain(field: str, value: object) -> str:
    if field.endswith("_fen") and isinstance(value, int):
        return yuan(value)
    return str(value)
