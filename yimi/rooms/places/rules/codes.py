"""Arithmetic of division codes (B10, decision 16); no database."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.rooms.places.states import STEM_LENGTH, Kind, Level


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
    return village_kind(code[9:12]) if level == Level.VILLAGE else Kind.REGION


def village_kind(digits: str) -> Kind:
    """Residents' or villagers' committee by the last three digits of a village code."""
    return Kind.RESIDENTS if digits < "200" else Kind.VILLAGERS if digits < "400" else Kind.VILLAGE_LIKE


def place_name(listed: str) -> str:
    """The place's name out of its committee's, as statistics list it: 新花村村民委员会 → 新花村.

    西店村民委员会 is the village 西店村; 长安街居委会 stays, because only 居委会 says what it is.
    """
    if listed.endswith("村民委员会"):
        name = listed[:-5]
        return name if name.endswith(("村", "社区")) else name + "村"
    if listed.endswith("村委会"):
        return listed[:-2]
    if listed.endswith(("社区居民委员会", "社区居委会")):
        return listed[: listed.rindex("社区") + 2]
    return listed


def named(text: str) -> str:
    """The name as typed, without blanks around it; refuses an empty one."""
    if not text.strip():
        raise Refusal(_("请填写名称。"), field="name")
    return text.strip()
