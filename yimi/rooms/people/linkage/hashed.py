"""Lists that may not be handed over: each row as keyed fingerprints of several facts together.

Whoever keeps a list makes its fingerprints with a key both sides agreed on and hands over only those; whoever compares needs no
key. No fingerprint stands for one small fact, a birth date or a surname, which could be guessed by counting. Only equality can be
seen, so a slip of the pen is found through the facts it left alone, and more is left to a person than with the lists themselves.
"""

from __future__ import annotations

import csv
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.cells import Cells, Keys
from yimi.rooms.people.linkage.names import given, sounds
from yimi.rooms.people.linkage.refused import Refused
from yimi.rooms.people.linkage.register import Register
from yimi.rooms.people.linkage.source import Listing, open_list, read_table

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
SHORTEST_KEY = 16
DIGITS = 32  # hexadecimal, 128 bits
MARK = "yimi-compare-1"


@dataclass(frozen=True)
class Fingerprints:
    """Columns of 64-bit keys by fact, 0 where a part is unknown; `mark` tells keys apart without giving them away."""

    name: str
    labels: list[str]
    facts: Mapping[str, Keys]
    mark: str


def read_key(path: Path | None) -> bytes:
    """The key of a file, its last line break left out."""
    key = path.read_bytes().strip() if path is not None and path.exists() else b""
    if len(key) < SHORTEST_KEY:
        raise Refused("no_key")
    return key


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


def write_hashed(path: Path, listing: Listing, key: bytes) -> int:
    """The list that may be handed over: numbers of rows and fingerprints, nothing else. Returns its rows."""
    made, mark = fingerprints(listing.register, key), key_mark(key)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["unique_id", *(f"{fact}@{mark}" for fact in FACTS)])
        writer.writerows(zip(listing.labels(), *(made[fact] for fact in FACTS), strict=True))
    return len(listing)


def open_hashed(path: Path, key: Callable[[], bytes], given: Mapping[str, str] | None = None) -> Fingerprints:
    """A list of fingerprints as it is, or a plain list fingerprinted here; `key` is asked for only then."""
    try:
        table = read_table(path)
    except Refused as refused:
        refused.details.setdefault("file", path.name)
        raise
    header = table.rows.row(0) if len(table) else []
    if header[:1] == ["unique_id"] and [title.split("@")[0] for title in header[1:]] == list(FACTS):
        table = table.below(0)
        marks = {title.partition("@")[2] for title in header[1:]}
        if len(marks) != 1:
            raise Refused("other_key", file=path.name)
        cells = table.columns(range(len(header)), 0, len(table))
        facts = {fact: cells[place].trimmed().hashes() for place, fact in enumerate(FACTS, 1)}
        return Fingerprints(path.name, cells[0].trimmed().texts(np.arange(len(table))), facts, marks.pop())
    listing = open_list(path, given)
    made = fingerprints(listing.register, key())
    facts = {fact: Cells.of(made[fact]).hashes() for fact in FACTS}
    return Fingerprints(path.name, listing.labels(), facts, key_mark(key()))
