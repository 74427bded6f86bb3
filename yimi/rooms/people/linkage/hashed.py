"""Lists that may not be handed over: each row as keyed fingerprints of several facts together.

Whoever keeps a list makes its fingerprints with a key both sides agreed on and hands over only those; whoever compares needs no
key. No fingerprint stands for one small fact, a birth date or a surname, which could be guessed by counting. Only equality can be
seen, so a slip of the pen is found through the facts it left alone, and more is left to a person than with the lists themselves.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.names import given, sounds
from yimi.rooms.people.linkage.register import Register

#: What is fingerprinted together; the order of the columns.
FACTS = (
    "number",
    "name_born",
    "sound_born",
    "given_born",
    "sound_home",
    "sound_phone",
    "born_phone",
    "born_home",
)


DIGITS = 32  # hexadecimal, 128 bits


MARK = "yimi-compare-1"


def key_mark(key: bytes) -> str:
    """Eight characters that two lists made with one key have in common."""
    return hmac.new(key, MARK.encode(), sha256).hexdigest()[:8]


def fingerprints(register: Register, key: bytes) -> dict[str, list[str]]:
    """By fact, a text of 32 hexadecimal digits for each row, empty where a part is unknown."""
    columns = _parts(register)
    return {fact: list(_hashed(fact, columns[fact], key)) for fact in FACTS}


def _parts(register: Register) -> dict[str, list[NDArray[np.generic]]]:
    heard = sounds(register.name)
    whole = np.where(register.born % 100 != 0, register.born, 0)
    name, sound, first = register.name, heard, given(heard, register.surname)
    home = [register.village, register.house]
    return {
        "number": [register.id17], "name_born": [name, whole], "sound_born": [sound, whole], "given_born": [first, whole],
        "sound_home": [sound, *home], "sound_phone": [sound, register.phone], "born_phone": [whole, register.phone],
        "born_home": [whole, *home],
    }  # fmt: skip


def _hashed(fact: str, parts: list[NDArray[np.generic]], key: bytes) -> Iterator[str]:
    known = np.ones(len(parts[0]), bool)
    for part in parts:
        known &= (part[:, 0] if part.ndim == 2 else part) != 0
    keyed = hmac.new(key, f"{MARK}|{fact}|".encode(), sha256)
    for is_known, *values in zip(known.tolist(), *(part.tolist() for part in parts), strict=True):
        if not is_known:
            yield ""
            continue
        one = keyed.copy()
        one.update(repr(values).encode())
        yield one.hexdigest()[:DIGITS]
