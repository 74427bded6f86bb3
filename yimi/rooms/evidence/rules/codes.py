"""The offline code: known only to who holds the session's seed, different for every picture (decision 11)."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID


def offline_code(seed: str, client_id: UUID) -> str:
    """Four digits from HMAC-SHA256(seed, client id as 32 hex digits); the phone computes the same."""
    digest = hmac.new(seed.encode(), client_id.hex.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:4], 'big') % 10_000:04d}"
