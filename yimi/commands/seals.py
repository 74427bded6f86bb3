"""The list of audit seals beside the database witnesses one database; a new one starts a new list."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

SEALS = "audit-seals.txt"


def set_aside(var: Path) -> Path | None:
    """Keep the list of the database that was, under another name, never over an older one; None without a list."""
    seals = var / SEALS
    if not seals.exists():
        return None
    day = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    kept = next(
        path
        for number in range(1, 1000)
        if not (path := var / f"audit-seals-until-{day}{f'-{number}' if number > 1 else ''}.txt").exists()
    )
    return seals.rename(kept)
