"""The keys by which two rows may find each other."""

from __future__ import annotations

import numpy as np

from yimi.rooms.people.linkage.keys import Keys, joined
from yimi.rooms.people.linkage.names import given, packed
from yimi.rooms.people.linkage.register import Register

KEYS = (
    "number", "phone", "sound_born", "sound_village", "born_village", "born_surname", "born_given", "sound_year",
    "sound_month_day", "home_given", "home_year",
)  # fmt: skip


def key(register: Register, name: str) -> Keys:
    """One of KEYS for every row; 0 where a part is unknown."""
    born = register.born.astype(np.uint64)
    whole = np.where(register.born % 100 != 0, born, 0)
    year, month_day = born // np.uint64(10_000), whole % 10_000
    match name:
        case "number":
            return joined(register.id17)
        case "phone":
            return joined(register.phone)
        case "sound_born":
            return joined(register.sound_key, whole)
        case "sound_village":
            return joined(register.sound_key, register.village)
        case "born_village":
            return joined(whole, register.village)
        case "born_surname":
            return joined(whole, register.surname_key)
        case "born_given":
            return joined(whole, _given_sound(register))
        case "sound_year":
            return joined(register.sound_key, year)
        case "sound_month_day":
            return joined(register.sound_key, month_day)
        case "home_given":
            return joined(register.village, register.house, _given_sound(register))
        case "home_year":
            return joined(register.village, register.house, year)
        case "home":
            return joined(register.village, register.house)
        case "born":
            return joined(whole)
    raise KeyError(name)


def _given_sound(register: Register) -> Keys:
    return packed(given(register.sound, register.surname))
