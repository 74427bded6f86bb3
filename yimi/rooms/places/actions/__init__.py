"""The verbs of places: the division tree, points, sites."""

from __future__ import annotations

from yimi.rooms.places.actions.divisions import add_division, add_hamlet, merge_division
from yimi.rooms.places.actions.loading import Loaded, load_divisions
from yimi.rooms.places.actions.points import Imported, import_points, set_point
from yimi.rooms.places.actions.sites import add_site, change_site, close_site, reopen_site, set_equipment

__all__ = [
    "Imported",
    "Loaded",
    "add_division",
    "add_hamlet",
    "add_site",
    "change_site",
    "close_site",
    "import_points",
    "load_divisions",
    "merge_division",
    "reopen_site",
    "set_equipment",
    "set_point",
]
