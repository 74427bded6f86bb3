"""Proves, byte by byte, that index and database agree, and that the database's own chain does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from yimi.rooms.evidence.fingerprint import Damaged, unpack
from yimi.rooms.evidence.fingerprint.store.library import Difference
from yimi.rooms.evidence.index.catching_up import entries, library, rebuilt, rows
from yimi.rooms.evidence.index.numbering import link
from yimi.rooms.evidence.index.place import alone, mark_of, root
from yimi.rooms.evidence.models import Fingerprint


@dataclass(frozen=True)
class Proof:
    """One quarter of a county. broken: numbers of rows whose record or chain is not what was written;
    nothing derived from them can be trusted, the cure is to record those pictures again."""

    county: str
    period: str
    pictures: int
    difference: Difference
    broken: tuple[int, ...] = ()

    @property
    def agrees(self) -> bool:
        return self.difference.none and not self.broken


def proofs(county: str = "") -> Iterator[Proof]:
    """Every quarter of one county or of all, also those only the disk knows. Changes nothing."""
    held = Fingerprint.objects.filter(county=county) if county else Fingerprint.objects.all()
    there = set(held.order_by().values_list("county", "period").distinct())
    for known, period in sorted(there | _on_disk(county)):
        with alone(known):
            truth = list(entries(rows(known, period)))
            difference = library(root()).reconcile(known, period, truth)
            difference = replace(difference, missing=difference.missing - _behind(known, period))
        yield Proof(known, period, len(truth), difference, tuple(_broken(known, period)))


def repaired(proof: Proof) -> Proof:
    """Rebuild that quarter's folder from the database and prove it again."""
    with alone(proof.county):
        rebuilt(proof.county, proof.period, "asked for by hand")
        truth = list(entries(rows(proof.county, proof.period)))
        difference = library(root()).reconcile(proof.county, proof.period, truth)
    return Proof(proof.county, proof.period, len(truth), difference, proof.broken)


def _behind(county: str, period: str) -> frozenset[tuple[int, int]]:
    """What the folder does not claim to hold yet: the next search adds it, so it is no difference."""
    reached = mark_of(root() / county / period).number
    later = rows(county, period).filter(number__gt=reached)
    return frozenset(later.values_list("media_id", "frame_ms"))


def _on_disk(county: str) -> set[tuple[str, str]]:
    folder = root()
    return {
        (one.parent.name, one.name)
        for one in folder.glob("[0-9]*/*")
        if one.is_dir() and county in ("", one.parent.name)
    }


def _broken(county: str, period: str) -> Iterator[int]:
    before, expected = b"", 1
    columns = rows(county, period).values_list("number", "media_id", "frame_ms", "record", "chain")
    for number, media_id, frame_ms, record, chain in columns.iterator(500):
        try:
            unpack(bytes(record))
            whole = number == expected and link(before, media_id, frame_ms, bytes(record)) == bytes(chain)
        except Damaged:
            whole = False
        if not whole:
            yield number
        before, expected = bytes(chain), number + 1
