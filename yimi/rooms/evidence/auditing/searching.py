"""One file searched among those in the index: a photo by itself, a clip frame by frame and then as a whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from yimi.rooms.evidence.fingerprint import CLEAN, Finding, judge, passages
from yimi.rooms.evidence.fingerprint.clips import in_step
from yimi.rooms.evidence.fingerprint.search import Part
from yimi.rooms.evidence.fingerprint.store.entries import PHOTO

from .seen import Seen
from .workplace import Answer


def searched(asked: Seen, held: list[Part], besides: Collection[int], before: int | None) -> Answer:
    """The most telling finding. before: only pictures with a lower number are looked at."""
    findings = [
        replace(found, searched_ms=at if asked.clip else None)
        for at, one in asked.views
        for found in judge(one, held, besides, before)
    ]
    if asked.clip:
        findings = _clip_with_clip(findings, [at for at, _ in asked.views])
    return _answer(max(findings, key=_telling, default=CLEAN))


def _clip_with_clip(findings: list[Finding], times: list[int]) -> list[Finding]:
    """What runs through a stored clip is told with the place and speed it runs at."""
    settled = in_step(findings, times)
    of_clips = [one for one in settled if one.frame_ms is not None and one.frame_ms != PHOTO]
    told: dict[int | None, dict[str, float]] = {}
    for passage in passages(of_clips, len(times)):
        told[passage.media] = {"share": passage.share}
        if passage.frames > 1:
            told[passage.media] |= {"offset_s": passage.offset_s, "speed": passage.speed}
    return [replace(one, changes=one.changes | told.get(one.media, {})) for one in settled]


def _telling(one: Finding) -> tuple[object, ...]:
    """Ties go to the earliest picture, so that the same archive gives the same answer."""
    return (*one.rank, -(one.media or 0), -(one.frame_ms or 0), -(one.searched_ms or 0))


def _answer(one: Finding) -> Answer:
    return Answer(
        verdict=one.verdict.value,
        match=one.media,
        inliers=one.inliers,
        agreement=one.agreement,
        transform={str(code): amount for code, amount in one.changes.items()},
        frame_s=None if one.frame_ms in (None, PHOTO) else round((one.frame_ms or 0) / 1000, 3),
        query_frame_s=None if one.searched_ms is None else round(one.searched_ms / 1000, 3),
    )
