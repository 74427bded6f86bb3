"""Clips: which frames are kept, and whether one clip is a part of another, from where and how fast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from av.error import FFmpegError

from yimi.rooms.evidence.intake.clip import open_clip, picture_stream
from yimi.rooms.evidence.intake.findings import Unacceptable

from .decode import WORK_SIDE, bounded, luma
from .frames import frames, opened
from .looking import Look, look
from .prints import in_eight
from .verdict import ACCUSING, Finding, Verdict

EVERY_S = 0.5
_CAP = 240
_STILL = 24  # of 256 bits: a frame this near the last kept one shows nothing new
_SPEEDS = (0.4, 2.6)
_APART_S = 0.8  # seconds a pair of frames may lie off the line
_UNBROKEN = 0.6  # share of a stretch's frames that must be found: two clips of one room came to 0.45
_STRETCH, _DENSE = (
    5,
    0.8,
)  # or a part of it that is: two clips of one room never had more than two frames in a row


@dataclass(frozen=True)
class Passage:
    """A stretch of one stored clip found in a searched clip.

    media: the stored clip · frames: pairs on the line · offset_s: second of the stored clip at which the searched one
    begins · speed: stored seconds a searched second (1.25: played faster) · share: of the searched frames, 0–1.
    """

    media: int
    frames: int
    offset_s: float
    speed: float
    share: float


def looks(source: Path | str | bytes) -> Iterator[tuple[int, Look]]:
    """(milliseconds, look) of every frame worth keeping: two a second and after each cut, still stretches once.

    Raises Unacceptable when no picture decodes.
    """
    try:
        yield from _kept(source)
    except FFmpegError as failure:
        raise Unacceptable("undecodable") from failure


def _kept(source: Path | str | bytes) -> Iterator[tuple[int, Look]]:
    last: np.ndarray[tuple[int, ...], np.dtype[np.uint64]] | None = None
    for frame in frames(source, every_s=EVERY_S, cap=_CAP, long_side=640):
        image = luma(frame.image)
        # the print alone first: it costs a tenth of a look, and most frames of a calm clip show nothing new
        bits = in_eight(bounded(image, WORK_SIDE)).bits[0]
        if last is not None and int(np.bitwise_count(bits ^ last).sum()) <= _STILL:
            continue
        last = bits
        yield round(frame.at_s * 1000), look(image, tiles=False)


def compared_until(source: Path | str | bytes) -> float | None:
    """Second of a long clip after which it is not looked at, by the length its header claims; None: all of it is."""
    with opened(source) as file, open_clip(file) as container:
        stream = picture_stream(container)
        seconds = float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0
    return _CAP * EVERY_S if seconds > _CAP * EVERY_S else None


def passages(findings: Sequence[Finding], searched: int) -> list[Passage]:
    """Line up same-picture findings of a clip's frames with stored clips; the longest passage first.

    searched: number of frames searched. One frame alone makes a passage of speed 1.
    """
    by_media: dict[int, list[tuple[float, float]]] = {}
    for one in findings:
        if (
            one.verdict in ACCUSING
            and one.media is not None
            and one.searched_ms is not None
            and (one.frame_ms or 0) >= 0
        ):
            pair = (one.searched_ms / 1000, (one.frame_ms or 0) / 1000)
            by_media.setdefault(one.media, []).append(pair)
    found = [_line(media, np.array(sorted(set(pairs))), searched) for media, pairs in by_media.items()]
    return sorted(found, key=lambda one: one.frames, reverse=True)


def in_step(findings: Sequence[Finding], times: Sequence[int]) -> list[Finding]:
    """Frames of one stored clip speak together: a stretch of it, or now and then the same room (same_scene).

    times: milliseconds of all frames searched. Findings beside stored photos stay as they are.
    """
    of_clips = [one for one in findings if one.frame_ms is not None and one.frame_ms >= 0]
    found = passages(of_clips, len(times))
    doubted = {one.media for one in found if not borne_out(one, of_clips, times)}
    return [
        replace(one, verdict=Verdict.SAME_SCENE)
        if one.media in doubted and one.verdict in ACCUSING and (one.frame_ms or 0) >= 0
        else one
        for one in findings
    ]


def borne_out(passage: Passage, findings: Sequence[Finding], times: Sequence[int]) -> bool:
    """Is one clip really a part of the other, or do they show the same empty room from the same tripod?

    Of a clip used again every frame of the stretch is found, in step. A room that stands still is found now and then,
    whenever nobody walks through it. times: milliseconds of all frames searched.
    """
    on_line = {
        one.searched_ms
        for one in findings
        if one.media == passage.media
        and one.verdict in ACCUSING
        and one.searched_ms is not None
        and abs(passage.offset_s + passage.speed * one.searched_ms / 1000 - (one.frame_ms or 0) / 1000)
        < _APART_S
    }
    if not on_line:
        return False
    hits = np.flatnonzero([at in on_line for at in times])
    spans = hits[None, :] - hits[:, None] + 1
    counts = np.arange(len(hits))[None, :] - np.arange(len(hits))[:, None] + 1
    if ((counts >= _STRETCH) & (counts >= _DENSE * spans)).any():
        return True  # a view that grows poor halfway, a road of asphalt, loses the rest
    return len(hits) >= _UNBROKEN * spans[0, -1] and (len(hits) >= 3 or len(hits) >= _UNBROKEN * len(times))


def _line(media: int, pairs: np.ndarray[tuple[int, ...], np.dtype[np.float64]], searched: int) -> Passage:
    """The line stored = offset + speed × searched that most pairs lie on."""
    asked, stored = pairs.T
    best, nearest = (1, float(stored[0] - asked[0]), 1.0), np.inf
    for one in range(len(pairs)):
        for other in range(one + 1, len(pairs)):
            if asked[other] - asked[one] < 1.0:
                continue
            speed = (stored[other] - stored[one]) / (asked[other] - asked[one])
            if not _SPEEDS[0] <= speed <= _SPEEDS[1]:
                continue
            offset = stored[one] - speed * asked[one]
            error = np.abs(offset + speed * asked - stored)
            near = error < _APART_S
            count, missed = len(np.unique(asked[near])), float(error[near].mean())
            if (count, -missed) > (best[0], -nearest):
                best, nearest = (count, float(offset), float(speed)), missed
    return Passage(media, best[0], round(best[1], 2), round(best[2], 3), round(best[0] / max(1, searched), 3))
