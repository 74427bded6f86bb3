"""All shards of a place on disk: one folder a county, one below it a period. Search takes them together."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .entries import Entry
from .segment import Corrupt
from .shard import Shard

_NAME = re.compile(r"^[0-9A-Za-z-]{1,16}$")


@dataclass(frozen=True)
class Difference:
    """What an index and the database disagree on. missing: only the database has them · surplus: only the index ·
    altered: both, with other bytes · damaged: why the shard could not be read at all, else empty."""

    missing: frozenset[tuple[int, int]]
    surplus: frozenset[tuple[int, int]]
    altered: frozenset[tuple[int, int]]
    damaged: str = ""

    @property
    def none(self) -> bool:
        return not (self.missing or self.surplus or self.altered or self.damaged)


class Library:
    """Opens shards on demand and keeps them open. county, period: letters, digits and hyphens (500114, 2026Q4)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._open: dict[tuple[str, str], Shard] = {}

    def shard(self, county: str, period: str) -> Shard:
        """One shard, made when missing. Raises Corrupt when damaged, ValueError for a name that is a path."""
        if not (_NAME.match(county) and _NAME.match(period)):
            raise ValueError(f"not a county and a period: {county!r}, {period!r}")
        key = (county, period)
        if key not in self._open:
            self._open[key] = Shard(self.root / county / period)
        return self._open[key]

    def forget(self, county: str, period: str) -> None:
        """Open that shard anew next time: another process has replaced its folder."""
        self._open.pop((county, period), None)

    def of_county(self, county: str) -> list[Shard]:
        """Every period of a county, up to date with what other processes wrote."""
        folder = self.root / county
        found = (
            [self.shard(county, path.name) for path in sorted(folder.iterdir())] if folder.is_dir() else []
        )
        for one in found:
            one.refresh()
        return found

    def reconcile(self, county: str, period: str, truth: Iterable[Entry]) -> Difference:
        """Compare a shard with the records the database keeps, byte by byte. Changes nothing."""
        wanted = {one.key: one.packed for one in truth}
        try:
            shard = self.shard(county, period)
            shard.refresh()
            held = {one.key: one.packed for one in shard.entries()}
        except Corrupt as failure:
            return Difference(frozenset(wanted), frozenset(), frozenset(), str(failure))
        both = wanted.keys() & held.keys()
        return Difference(
            frozenset(wanted.keys() - held.keys()),
            frozenset(held.keys() - wanted.keys()),
            frozenset(key for key in both if wanted[key] != held[key]),
        )

    def rebuild(self, county: str, period: str, truth: Iterable[Entry]) -> Shard:
        """Write a shard anew beside the old one, then put it in its place."""
        folder = self.root / county / period
        fresh = self.root / f".{county}-{period}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            Shard(fresh).fill(truth)
        except OSError:
            shutil.rmtree(
                fresh, ignore_errors=True
            )  # no room: the old one stays, and so does the room there is
            raise
        self._open.pop((county, period), None)
        folder.parent.mkdir(parents=True, exist_ok=True)
        old = self.root / f".{county}-{period}.old"
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
        return self.shard(county, period)


def repair(library: Library, county: str, period: str, truth: Iterator[Entry]) -> Difference:
    """Reconcile and, where they disagree, rebuild. Returns what was wrong before."""
    held = list(truth)
    found = library.reconcile(county, period, held)
    if not found.none:
        library.rebuild(county, period, held)
    return found
