"""Cuts a short clip of one window out of a shipped one."""

from __future__ import annotations

import io
from pathlib import Path

import av

SECONDS = 11
FRAMES_A_SECOND = 6


def cut(source: Path, window: tuple[float, float, float]) -> bytes:
    """Eleven seconds of a clip, of one window of its picture, as MP4 bytes."""
    out = io.BytesIO()
    with av.open(str(source)) as given, av.open(out, "w", format="mp4") as made:
        stream = made.add_stream(
            "libx264", rate=FRAMES_A_SECOND, options={"preset": "ultrafast", "crf": "30"}
        )
        seen = given.streams.video[0]
        left, top, share = window
        width, height = (int(side * share) // 2 * 2 for side in (seen.width, seen.height))
        x, y = int(seen.width * left), int(seen.height * top)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        step = max(1, round(float(seen.average_rate or FRAMES_A_SECOND) / FRAMES_A_SECOND))
        for number, frame in enumerate(given.decode(video=0)):
            if number >= SECONDS * FRAMES_A_SECOND * step:
                break
            if number % step:
                continue
            picture = frame.to_ndarray(format="rgb24")[y : y + height, x : x + width].copy()
            made.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        made.mux(stream.encode())
    return out.getvalue()
