"""A list of fingerprints on disk: written to be handed over, and read again."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from yimi.rooms.people.linkage.cells import Cells
from yimi.rooms.people.linkage.hashed import FACTS, fingerprints, key_mark
from yimi.rooms.people.linkage.keys import Keys
from yimi.rooms.people.linkage.refused import Refused
from yimi.rooms.people.linkage.source import Listing, open_list, read_table

SHORTEST_KEY = 16


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
