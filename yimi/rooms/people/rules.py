"""Arithmetic and predicates of the register; no database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from yimi.rooms.people.states import SENSITIVE_CATEGORIES, GivenBy

#: Full age, Law on the Protection of Minors art. 2 (B6).
MAJORITY = 18
#: A name longer than this is not searched by its inner parts (the longest in use have about 20 characters).
SEARCHED_LENGTH = 20
#: Purposes of the keyed indexes: equal numbers of two columns stay unlinkable.
ID_PURPOSE, PHONE_PURPOSE = "id_number", "phone"
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{9,11}")
FIRST_HAN, LAST_HAN = 0x4E00, 0x9FA5
#: Characters read otherwise when they are a family name.
SURNAMES = dict(zip("单解仇查区盖翟曾覃员秘种尉", "sxqzogzzqybcy", strict=True))
INITIALS = Path(__file__).resolve().parents[2] / "data" / "pinyin_initials.txt"


def age_on(birth: date, day: date) -> int:
    """Full years on `day`. Born on 29 February one turns on 1 March in a common year (domain D8)."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def clean_name(text: str) -> str:
    """A name as it is stored: no spaces inside a Chinese one, one middle dot of the several in use."""
    name = unicodedata.normalize("NFKC", text).strip()
    for dot in ("・", "•", "‧", "∙", "․"):
        name = name.replace(dot, "·")
    return re.sub(r"\s+", " " if name.isascii() else "", name)


def clean_phone(text: str) -> str:
    """Digits only, without the country code: 「+86 138-0000-0000」 → 13800000000."""
    digits = "".join(each for each in unicodedata.normalize("NFKC", text) if each.isdigit())
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def is_phone(text: str) -> bool:
    """A mobile number, or a fixed line with its area code."""
    return bool(MOBILE.fullmatch(text) or LANDLINE.fullmatch(text))


@cache
def _table() -> str:
    return INITIALS.read_text(encoding="ascii").replace("\n", "")


def initials_of(name: str) -> str:
    """The pinyin initials of a name: 王秀英 → wxy. A character without a known reading is left out."""
    letters = []
    for place, character in enumerate(name):
        if place == 0 and character in SURNAMES:
            letters.append(SURNAMES[character])
        elif FIRST_HAN <= ord(character) <= LAST_HAN:
            letters.append(_table()[ord(character) - FIRST_HAN])
        elif character.isascii() and character.isalpha():
            letters.append(character.lower())
    return "".join(letters).replace("-", "")


def name_keys(name: str) -> list[str]:
    """Everything by which a name is found: each run of its characters, and the beginnings of its initials.

    王秀英 is found by 王, 秀英, 英, … and by w, wx, wxy: exact look-ups in an index, whatever the collation.
    """
    plain = name.replace(" ", "").lower()[:SEARCHED_LENGTH]
    ends = range(1, len(plain) + 1)
    runs = {plain[start:end] for end in ends for start in range(end)}
    letters = initials_of(name)
    return sorted(runs | {letters[:end] for end in range(1, len(letters) + 1)})


def consent_problem(*, minor: bool, given: bool, given_by: str) -> str:
    """Why this consent cannot be recorded, as a sentence; empty when it can.

    A minor's own yes, or a relative's, is not enough: the guardian decides (PIPL 31, B6). A no always counts.
    """
    if given and minor and given_by != GivenBy.GUARDIAN:
        return _("未满 18 周岁的人要由监护人同意，请向监护人说明后再登记。")
    return ""


def is_sensitive(*, minor: bool, categories: Collection[str]) -> bool:
    """Must opening this person's record leave a trace? Minors and mental-disorder patients (B6, B8, B11)."""
    return minor or not SENSITIVE_CATEGORIES.isdisjoint(categories)
