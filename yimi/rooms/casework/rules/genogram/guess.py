"""What a member of the household probably is to the client: a first guess that the worker corrects."""

from __future__ import annotations

from yimi.rooms.casework.rules.genogram.words import Kin
from yimi.rooms.people.states import Sex

GENERATION = 18  # years that lie at least between parent and child
ADULT = 20
_WORDS: dict[str, tuple[Kin, Sex]] = {
    "外祖父": (Kin.MOTHERS_FATHER, Sex.MALE),
    "外公": (Kin.MOTHERS_FATHER, Sex.MALE),
    "外祖母": (Kin.MOTHERS_MOTHER, Sex.FEMALE),
    "外婆": (Kin.MOTHERS_MOTHER, Sex.FEMALE),
    "祖父": (Kin.FATHERS_FATHER, Sex.MALE),
    "爷爷": (Kin.FATHERS_FATHER, Sex.MALE),
    "祖母": (Kin.FATHERS_MOTHER, Sex.FEMALE),
    "奶奶": (Kin.FATHERS_MOTHER, Sex.FEMALE),
    "父": (Kin.FATHER, Sex.MALE),
    "爸": (Kin.FATHER, Sex.MALE),
    "母": (Kin.MOTHER, Sex.FEMALE),
    "妈": (Kin.MOTHER, Sex.FEMALE),
    "丈夫": (Kin.PARTNER, Sex.MALE),
    "妻": (Kin.PARTNER, Sex.FEMALE),
    "配偶": (Kin.PARTNER, Sex.UNKNOWN),
    "兄": (Kin.SIBLING, Sex.MALE),
    "哥": (Kin.SIBLING, Sex.MALE),
    "弟": (Kin.SIBLING, Sex.MALE),
    "姐": (Kin.SIBLING, Sex.FEMALE),
    "妹": (Kin.SIBLING, Sex.FEMALE),
    "孙": (Kin.GRANDCHILD, Sex.UNKNOWN),
    "侄": (Kin.OTHER, Sex.UNKNOWN),
    "甥": (Kin.OTHER, Sex.UNKNOWN),
    "儿媳": (Kin.CHILDS_PARTNER, Sex.FEMALE),
    "女婿": (Kin.CHILDS_PARTNER, Sex.MALE),
    "儿": (Kin.CHILD, Sex.MALE),
    "子": (Kin.CHILD, Sex.MALE),
    "女": (Kin.CHILD, Sex.FEMALE),
}


def kin_by_word(relation: str) -> tuple[Kin, Sex] | None:
    """祖母 → the father's mother; the longest word wins. None for somebody who is no relative (a teacher, say)."""
    hits = [word for word in _WORDS if word in relation]
    return _WORDS[max(hits, key=len)] if hits else (Kin.OTHER, Sex.UNKNOWN) if "亲" in relation else None


def kin_by_ages(client: int | None, other: int | None, sexes: tuple[str, str], this_year: int) -> Kin:
    """By the birth years of two people of one household and their sexes; OTHER where it is not plain."""
    if client is None or other is None:
        return Kin.OTHER
    gap, grown = other - client, this_year - client >= ADULT
    if gap >= 2 * GENERATION + 4:
        return Kin.GRANDCHILD
    if gap >= GENERATION and grown:
        return Kin.CHILD
    if abs(gap) < GENERATION:
        return (Kin.PARTNER if sexes[0] != sexes[1] else Kin.OTHER) if grown else Kin.SIBLING
    if gap < 0 and sexes[1] in _ELDERS:
        return _ELDERS[sexes[1]][-gap > 2 * GENERATION + 4]
    return Kin.OTHER


_ELDERS = {
    Sex.MALE.value: (Kin.FATHER, Kin.FATHERS_FATHER),
    Sex.FEMALE.value: (Kin.MOTHER, Kin.FATHERS_MOTHER),
}
