"""Makes short clips: the beginning of a shipped one, or a slow pan over photos."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

SECONDS = 11
FRAMES_A_SECOND = 4
WIDTH, HEIGHT = 360, 480
ROOM = 1.02  # how much larger than the clip a photo is: a steady hand, so that few frames show something new
Pixels = NDArray[np.uint8]


def cut(source: Path) -> bytes:
    """The first eleven seconds of a clip as MP4 bytes."""
    with av.open(str(source)) as given:
        seen = given.streams.video[0]
        step = max(1, round(float(seen.average_rate or FRAMES_A_SECOND) / FRAMES_A_SECOND))
        wanted = range(0, SECONDS * FRAMES_A_SECOND * step, step)
        size = seen.width // 2 * 2, seen.height // 2 * 2
        shown = (frame for number, frame in enumerate(given.decode(video=0)) if number in wanted)
        return _written(
            (frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False) for frame in shown), size
        )


def pan(photos: list[bytes]) -> bytes:
    """Eleven seconds over the photos, one after the other, as somebody holds up a phone; MP4 bytes."""
    each = SECONDS * FRAMES_A_SECOND // len(photos)
    return _written((frame for photo in photos for frame in _over(photo, each)), (WIDTH, HEIGHT))


def _over(photo: bytes, count: int) -> Iterator[Pixels]:
    picture = Image.open(io.BytesIO(photo)).convert("RGB")
    picture = picture.resize((round(WIDTH * ROOM), round(HEIGHT * ROOM)))
    for number in range(count):
        left, top = (
            round((whole - side) * number / count)
            for whole, side in zip(picture.size, (WIDTH, HEIGHT), strict=True)
        )
        yield np.asarray(picture.crop((left, top, left + WIDTH, top + HEIGHT)), np.uint8)


def _written(frames: Iterable[Pixels], size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as made:
        stream = made.add_stream(
            "libx264", rate=FRAMES_A_SECOND, options={"preset": "ultrafast", "crf": "30"}
        )
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for picture in frames:
            shown = np.ascontiguousarray(picture[: size[1], : size[0]])
            made.mux(stream.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")))
        made.mux(stream.encode())
    return out.getvalue()
