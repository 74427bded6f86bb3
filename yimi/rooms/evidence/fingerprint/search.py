"""Who could it be? The nearest prints and the pictures sharing most features, over every shard asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .codebook import PROBES, codebook
from .distances import columns, within
from .engine import MIN_QUALITY
from .looking import Look, View
from .record import Record
from .store.entries import Entry, inverted, prints_of
from .store.lists import Lists
from .store.segment import Segment
from .store.shard import Shard

PRINT_LIMIT = 80  # of 256 bits: nominates, never judges
BY_PRINT, BY_VOTES = 4, 7  # candidates kept from each source, view and side
_VOTING = 260  # features of a view that vote
_BUDGET = 1_000_000  # stored features a side of a view is compared with; binds beyond 10^5 pictures


@dataclass(frozen=True)
class Candidate:
    """media, frame_ms: the stored picture · view: index into the look's views · mirrored: its features were ·
    score: votes · distance, turn: of the print, when that nominated it."""

    media: int
    frame_ms: int
    record: Record
    view: int
    mirrored: bool
    score: float
    distance: int | None = None
    turn: int = 0


@dataclass(frozen=True)
class Part:
    """A segment or a tail, seen alike."""

    keys: list[tuple[int, int]] | Segment
    lists: Lists
    columns: tuple[np.ndarray[tuple[int, ...], np.dtype[np.uint64]], ...]
    print_entries: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    tail: list[Entry]

    @cached_property
    def medias(self) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        """Whose each entry is."""
        if isinstance(self.keys, Segment):
            return self.keys.keys["media"].astype(np.int64)
        return np.array([one.media for one in self.tail], np.int64)

    def entry(self, number: int) -> tuple[int, int, Record]:
        if isinstance(self.keys, Segment):
            media, frame_ms = self.keys.keys[number].item()
            return media, frame_ms, self.keys.record(number)
        held = self.tail[number]
        return held.media, held.frame_ms, held.record


def parts(shards: Iterable[Shard]) -> list[Part]:
    """Everything to search, segment by segment and tail by tail."""
    found = []
    for shard in shards:
        for one in shard.segments:
            found.append(Part(one, one.lists, one.columns, one.print_entries, []))
        if shard.tail:
            found.append(part_of(shard.tail))
    return found


def part_of(held: list[Entry]) -> Part:
    """A few entries made searchable without a shard."""
    bits, places = prints_of(held)
    return Part([], inverted(held), columns(bits), places, list(held))


def candidates(asked: Look, held: list[Part], before: int | None = None) -> list[Candidate]:
    """The stored pictures worth verifying, the best first; a picture may stand in it once a view and side.

    before: only media with a lower number take part, so that later copies crowd out no earlier one.
    """
    found: list[tuple[float, int, int, int, bool, int | None, int]] = []
    for number, view in enumerate(asked.views):
        if view.printed:
            found += _by_print(number, view, held, before)
        if view.count:
            found += _by_votes(number, view, held, before)
    return [
        Candidate(*held[part].entry(entry), number, mirrored, score, distance, turn)
        for score, part, entry, number, mirrored, distance, turn in _once(found)
    ]


def _once(
    found: list[tuple[float, int, int, int, bool, int | None, int]],
) -> list[tuple[float, int, int, int, bool, int | None, int]]:
    best: dict[tuple[int, int, int, bool], tuple[float, int, int, int, bool, int | None, int]] = {}
    for one in found:
        key = (one[1], one[2], one[3], one[4])
        old = best.get(key)
        if old is None:
            best[key] = one
        else:
            near = min(
                (each for each in (one, old) if each[5] is not None),
                key=lambda each: each[5] or 0,
                default=one,
            )
            best[key] = (max(one[0], old[0]), *one[1:5], near[5], near[6])
    return sorted(best.values(), key=lambda one: (one[5] is None or one[5] > 31, -one[0]))


def _by_print(
    number: int, view: View, held: list[Part], before: int | None
) -> list[tuple[float, int, int, int, bool, int | None, int]]:
    if view.eight.quality[0] < MIN_QUALITY:
        return []
    found: list[tuple[float, int, int, int, bool, int | None, int]] = []
    for place, part in enumerate(held):
        turns, stored, far = within(part.columns, view.eight.bits, PRINT_LIMIT)
        if before is not None and len(stored):
            early = part.medias[part.print_entries[stored]] < before
            turns, stored, far = turns[early], stored[early], far[early]
        for turn, one, distance in zip(turns.tolist(), stored.tolist(), far.tolist(), strict=True):
            found.append((0.0, place, int(part.print_entries[one]), number, turn >= 4, distance, turn))
    return sorted(found, key=lambda one: one[5] or 0)[:BY_PRINT]


def _by_votes(
    number: int, view: View, held: list[Part], before: int | None
) -> list[tuple[float, int, int, int, bool, int | None, int]]:
    found: list[tuple[float, int, int, int, bool, int | None, int]] = []
    for mirrored, asked in ((False, view.features), (True, view.mirrored)):
        if not len(asked):
            continue
        words, signatures = codebook().words(asked.descriptors[:_VOTING], PROBES)
        best: list[tuple[float, int, int, int, bool, int | None, int]] = []
        total = sum(part.lists.length for part in held)
        for place, part in enumerate(held):
            share = part.lists.length / total
            entries, score = part.lists.votes(words, signatures, int(_BUDGET * share) + 1)
            if before is not None:
                early = part.medias[entries] < before
                entries, score = entries[early], score[early]
            if len(score) > BY_VOTES:
                top = np.argpartition(score, -BY_VOTES)[-BY_VOTES:]
                entries, score = entries[top], score[top]
            best += [
                (points, place, entry, number, mirrored, None, 0)
                for points, entry in zip(score.tolist(), entries.tolist(), strict=True)
            ]
        found += sorted(best, reverse=True, key=lambda one: one[0])[:BY_VOTES]
    return found
