"""Pictures sampled from a clip: at least one every second, and one after every cut."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from yimi.rooms.evidence.intake.clip import open_clip, picture_stream
from yimi.rooms.evidence.intake.findings import Unacceptable

Pixels = NDArray[np.uint8]
_SCENE = 18.0  # mean grey-level change (0–255) of a 48-px thumbnail that counts as a new scene
_MIN_GAP_S = 0.2


@dataclass(frozen=True)
class Frame:
    """at_s: seconds from the start · image: height × width × 3, RGB, upright."""

    at_s: float
    image: Pixels


def frames(
    source: Path | str | bytes, every_s: float = 1.0, cap: int = 180, long_side: int = 512
) -> Iterator[Frame]:
    """Sample an examined clip every `every_s` seconds and whenever the scene changes.

    cap: the most pictures to yield.

    long_side: pixels of the longest side of each picture (never enlarged). A clip that turns unreadable
    half way yields what came before; one without any picture raises Unacceptable("undecodable").
    """
    last_at, last_look, count = None, None, 0
    for at_s, frame in decoded(source):
        gap = every_s if last_at is None else at_s - last_at
        if gap < min(_MIN_GAP_S, every_s):
            continue
        look = _look(frame)
        changed = last_look is not None and float(np.abs(look - last_look).mean()) > _SCENE
        if gap < every_s - 1e-3 and not changed:
            continue
        yield Frame(round(at_s, 3), picture(frame, long_side))
        last_at, last_look, count = at_s, look, count + 1
        if count >= cap:
            return
    if count == 0:
        raise Unacceptable("undecodable")


def decoded(source: Path | str | bytes) -> Iterator[tuple[float, VideoFrame]]:
    """Every picture of a clip with its time in seconds from the first one."""
    with opened(source) as file, open_clip(file) as container:
        stream = picture_stream(container)
        stream.thread_type = "AUTO"
        start: float | None = None
        try:
            for frame in container.decode(stream):
                at = frame.time or 0.0
                start = at if start is None else start
                yield at - start, frame
        except FFmpegError:
            return


def opened(source: Path | str | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb")


def picture(frame: VideoFrame, long_side: int) -> Pixels:
    """One decoded picture as upright RGB (height × width × 3), longest side at most `long_side` pixels."""
    scale = min(1.0, long_side / max(frame.width, frame.height))
    width, height = max(2, round(frame.width * scale)), max(2, round(frame.height * scale))
    image = frame.reformat(width=width, height=height, format="rgb24").to_ndarray()
    return turned(image.astype(np.uint8, copy=False), frame.rotation)


def turned(image: Pixels, rotation: int) -> Pixels:
    """Apply a clip's display rotation (degrees, counter-clockwise, as FFmpeg reports it)."""
    quarter = round(rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(image, quarter)) if quarter else image


def _look(frame: VideoFrame) -> NDArray[np.float32]:
    grey = frame.reformat(width=48, height=48, format="gray").to_ndarray()
    return grey.astype(np.float32)
