"""Brings a county's index up to the database: what is missing is added, what does not agree is rebuilt."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice
from pathlib import Path

from django.db.models import Max, QuerySet

from yimi.rooms.evidence.fingerprint.search import Part, part_of, parts
from yimi.rooms.evidence.fingerprint.store.entries import Entry
from yimi.rooms.evidence.fingerprint.store.library import Library
from yimi.rooms.evidence.fingerprint.store.segment import Corrupt
from yimi.rooms.evidence.fingerprint.store.shard import Shard
from yimi.rooms.evidence.index.place import Mark, alone, edition_of, mark_of, new_edition, root, set_mark
from yimi.rooms.evidence.index.snapshot import Snapshot
from yimi.rooms.evidence.models import Fingerprint

log = logging.getLogger(__name__)
FEW = 32  # rows added one by one; more at once make a segment of their own
_editions: dict[Path, tuple[int, str]] = {}  # of the folders this process holds open


@cache
def library(folder: Path) -> Library:
    """The shards this process holds open; a segment is checked once, when it is opened."""
    return Library(folder)


def caught_up(county: str, distrust: str = "") -> Snapshot:
    """The county's index holding every committed row. A shard that cannot be trusted is rebuilt, and the log says so.

    distrust: why all of it is to be rebuilt, when a search has tripped over it.
    """
    with alone(county):
        last = last_numbers(county)
        shards = [
            rebuilt(county, period, distrust) if distrust else _brought(county, period, number)
            for period, number in sorted(last.items())
        ]
        return Snapshot(parts(shards), {period: mark_of(_folder(county, period)).number for period in last})


def newer(county: str, reached: dict[str, int]) -> list[Part]:
    """What was committed since a snapshot reached there, straight from the database: few rows, whatever the size of the index."""
    fresh = [
        one
        for period, number in last_numbers(county).items()
        if number > reached.get(period, 0)
        for one in entries(rows(county, period).filter(number__gt=reached.get(period, 0)))
    ]
    return [part_of(fresh)] if fresh else []


def last_numbers(county: str) -> dict[str, int]:
    """The number of the last row of every quarter."""
    held = Fingerprint.objects.filter(county=county).order_by()
    return dict(held.values("period").annotate(last=Max("number")).values_list("period", "last"))


def rows(county: str, period: str) -> QuerySet[Fingerprint]:
    return Fingerprint.objects.filter(county=county, period=period).order_by("number")


def entries(held: QuerySet[Fingerprint]) -> Iterator[Entry]:
    """Rows in the shape the index keeps, a few hundred at a time."""
    for media_id, frame_ms, record in held.values_list("media_id", "frame_ms", "record").iterator(500):
        yield Entry(media_id, frame_ms, bytes(record))


def rebuilt(county: str, period: str, why: str) -> Shard:
    """The quarter's folder written anew from the database beside the old one, then put in its place."""
    log.warning("evidence index %s/%s is rebuilt from the database: %s", county, period, why)
    held = rows(county, period)
    mark = _mark_at(county, period, held.aggregate(last=Max("number"))["last"] or 0)
    shard = library(root()).rebuild(county, period, entries(held.filter(number__lte=mark.number)))
    set_mark(shard.folder, mark)
    new_edition(shard.folder)
    return shard


def _opened(county: str, period: str) -> Shard:
    """The shard as it lies on disk now, also when another process has put a rebuilt one in its place."""
    shelf, folder = library(root()), _folder(county, period)
    if _editions.get(folder) != edition_of(folder):
        shelf.forget(county, period)
    shard = shelf.shard(county, period)
    shard.refresh()
    _editions[folder] = edition_of(folder)
    return shard


def _brought(county: str, period: str, last: int) -> Shard:
    """One quarter's shard with every row up to `last`; rebuilt when it holds anything else."""
    try:
        shard = _opened(county, period)
        mark = mark_of(shard.folder)
        if mark.number and mark != _mark_at(county, period, mark.number):
            return rebuilt(county, period, "it does not hold the rows the database has")
        if mark.number < last:
            _add(shard, entries(rows(county, period).filter(number__gt=mark.number, number__lte=last)))
        if _count(shard) != max(last, mark.number):
            return rebuilt(county, period, f"{_count(shard)} pictures of {max(last, mark.number)} are in it")
        if mark.number < last:
            set_mark(shard.folder, _mark_at(county, period, last))
    except (Corrupt, OSError) as damage:
        return rebuilt(county, period, str(damage))
    return shard


def _add(shard: Shard, several: Iterator[Entry]) -> None:
    first = list(islice(several, FEW + 1))
    if len(first) > FEW:
        shard.fill(chain(first, several))
        return
    for one in first:
        shard.add(one)


def _count(shard: Shard) -> int:
    return sum(len(one.keys) for one in shard.segments) + len(shard.tail)


def _mark_at(county: str, period: str, number: int) -> Mark:
    """The mark a folder must bear that holds the database's first `number` rows of a quarter."""
    chain_there = rows(county, period).filter(number=number).values_list("chain", flat=True).first()
    return Mark(number, bytes(chain_there).hex()) if chain_there is not None else Mark()


def _folder(county: str, period: str) -> Path:
    return root() / county / period
