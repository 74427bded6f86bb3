"""What a search looks through: the parts of an index, and how far each quarter of it reached."""

from __future__ import annotations

from dataclasses import dataclass

from yimi.rooms.evidence.fingerprint.search import Part


@dataclass(frozen=True)
class Snapshot:
    """reached: quarter → number of the last row looked through."""

    parts: list[Part]
    reached: dict[str, int]
