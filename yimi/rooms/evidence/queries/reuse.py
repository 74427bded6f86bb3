"""Which other pictures are like this one? Exact search in the database; a stronger engine fits behind it.

Measured in evidence.md 3.6: up to ten million pictures an exact scan is the right answer, because approximate
indexes lose exactly the distant near-duplicates that matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from yimi.rooms.evidence.fingerprint import MIN_QUALITY, Match, Print, ReuseIndex, Sighting

NEAREST = """
SELECT DISTINCT ON (stored.media_id)
       stored.media_id, bit_count(stored.pdq # asked.pdq)::int AS distance, asked.turn,
       stored.frame_s, asked.frame_s
  FROM unnest(%s::int[], %s::float8[], %s::text[]::bit(256)[]) AS asked(turn, frame_s, pdq)
  JOIN evidence_fingerprint stored ON bit_count(stored.pdq # asked.pdq) <= %s
 WHERE stored.county = %s AND stored.quality >= %s AND stored.media_id <> %s
 ORDER BY stored.media_id, distance, asked.turn
"""


@dataclass(frozen=True)
class CountyIndex:
    """Every fingerprint of a county, all years, photos and clip frames together, one upload left out."""

    county: str
    besides: int

    def search(self, prints: Sequence[Print], max_distance: int) -> list[Match]:
        """The nearest picture of every upload within `max_distance` bits; `prints` are in order of TURNS."""
        asked = [(number, one) for number, one in enumerate(prints) if one.usable]
        if not asked:
            return []
        turns = [number % 8 for number, _ in asked]
        frames = [one.frame_s for _, one in asked]
        bits = [one.bits for _, one in asked]
        with connection.cursor() as cursor:
            cursor.execute(
                NEAREST, [turns, frames, bits, max_distance, self.county, MIN_QUALITY, self.besides]
            )
            return [Match(*row) for row in cursor.fetchall()]


def index_of(county: str, *, besides: int) -> ReuseIndex:
    """The index to ask; the strong engine of another issue replaces it here."""
    return CountyIndex(county, besides)


def in_all_turns(sightings: Sequence[Sighting]) -> list[Print]:
    """The prints of several pictures, each in its eight orientations."""
    return [turned for sighting in sightings for turned in sighting.turned]
