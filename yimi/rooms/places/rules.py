"""Arithmetic of codes, points and fences; no database."""

from __future__ import annotations

from yimi.kernel.geo import Point, distance_m
from yimi.rooms.places.states import STEM_LENGTH, Fence, Kind, Level


def level_of(code: str) -> Level:
    """The level a padded code stands for: 500114000000 is a county, 500114109203 a village (B10)."""
    if len(code) == 15:
        return Level.HAMLET
    for level in (Level.VILLAGE, Level.TOWN, Level.COUNTY, Level.PREFECTURE):
        if code[STEM_LENGTH[Level(level - 1)] : STEM_LENGTH[level]].strip("0"):
            return level
    return Level.PROVINCE


def stem_of(code: str) -> str:
    """The code without the zeros that only pad its level: every code below starts with it."""
    return code[: STEM_LENGTH[level_of(code)]]


def pad(stem: str) -> str:
    """A stem of 2, 4, 6, 9 or 12 digits as the 12-digit code; a natural village's 15 digits stay."""
    return stem.ljust(12, "0")


def parent_code(code: str) -> str | None:
    """The code one level up, or None above a province."""
    level = level_of(code)
    return None if level == Level.PROVINCE else pad(code[: STEM_LENGTH[Level(level - 1)]])


def ancestor_codes(code: str) -> list[str]:
    """Codes of everything above, the province first."""
    found: list[str] = []
    above = parent_code(code)
    while above is not None:
        found.insert(0, above)
        above = parent_code(above)
    return found


def kind_of(code: str) -> Kind:
    """Town, township, residents' or villagers' committee by the number ranges of B10."""
    level = level_of(code)
    if level == Level.HAMLET:
        return Kind.HAMLET
    if level == Level.TOWN:
        number = int(code[6:9])
        if number < 100:
            return Kind.SUBDISTRICT
        return Kind.TOWN if number < 200 else Kind.TOWNSHIP if number < 400 else Kind.TOWNSHIP_LIKE
    if level == Level.VILLAGE:
        number = int(code[9:12])
        return Kind.RESIDENTS if number < 200 else Kind.VILLAGERS if number < 400 else Kind.VILLAGE_LIKE
    return Kind.REGION


def geofence(centre: Point | None, radius_m: float, point: Point | None, accuracy_m: float | None) -> Fence:
    """Whether a measured point lies within `radius_m` metres of a site (D9).

    Certain only when the whole circle of accuracy lies on one side; in between, or when either point
    is missing, the honest answer is "unknown".
    """
    if centre is None or point is None:
        return Fence.UNKNOWN
    away, doubt = distance_m(centre, point), accuracy_m or 0.0
    if away + doubt <= radius_m:
        return Fence.INSIDE
    return Fence.OUTSIDE if away - doubt > radius_m else Fence.UNKNOWN
