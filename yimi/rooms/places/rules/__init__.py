"""Predicates and arithmetic of places."""

from __future__ import annotations

from yimi.rooms.places.rules.codes import (
    ancestor_codes,
    kind_of,
    level_of,
    named,
    pad,
    parent_code,
    place_name,
    stem_of,
)
from yimi.rooms.places.rules.fences import geofence

__all__ = [
    "ancestor_codes",
    "geofence",
    "kind_of",
    "level_of",
    "named",
    "pad",
    "parent_code",
    "place_name",
    "stem_of",
]
