"""The whole way of one picture: looked at, searched, verified; the most telling finding first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from .looking import Look
from .search import Candidate, Part, candidates
from .verdict import CLEAN, Finding, Verdict
from .verifying import verify

ENOUGH = 3  # pictures found the same after which the rest of a view's candidates is not looked at


def judge(
    asked: Look, held: list[Part], besides: Collection[int] = (), before: int | None = None
) -> list[Finding]:
    """Findings other than clean, the most telling first, at most one for each stored picture; empty when clean.

    besides: media left out (itself; what a register of decisions allows) · before: only media with a lower number are looked at.
    """
    best: dict[tuple[int, int], Finding] = {}
    same = [0] * len(asked.views)
    for one in candidates(asked, held, before):
        if one.media in besides or same[one.view] >= ENOUGH:
            continue
        found = judged(asked, one)
        key = (one.media, one.frame_ms)
        if found.verdict == Verdict.CLEAN or (key in best and best[key].rank >= found.rank):
            continue
        same[one.view] += found.verdict == Verdict.SAME_PICTURE
        best[key] = found
    return sorted(best.values(), key=lambda one: one.rank, reverse=True)


def judged(asked: Look, one: Candidate) -> Finding:
    """One candidate verified."""
    found = verify(asked.views[one.view], one.record, one.mirrored, one.distance, one.turn)
    return replace(found, media=one.media, frame_ms=one.frame_ms)


def first(findings: list[Finding]) -> Finding:
    """The most telling one, or clean."""
    return findings[0] if findings else CLEAN
