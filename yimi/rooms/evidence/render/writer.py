"""Writes an MP4 every browser plays: H.264 yuv420p, AAC, index at the front, no metadata."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from yimi.rooms.evidence.fingerprint.frames import picture
from yimi.rooms.evidence.intake.clip import open_clip, picture_stream
from yimi.rooms.evidence.intake.findings import Unacceptable

Pixels = NDArray[np.uint8]
Change = Callable[[float, Pixels], Pixels]  # (seconds from the start, RGB picture) -> RGB picture
LONG_SIDE = 1280
_CLOCK = Fraction(1, 90_000)
_MOST_FRAMES_PER_S = 30
_CONTAINER = {"movflags": "+faststart", "fflags": "+bitexact"}  # the latter leaves the encoder's name out


def rewrite(
    source: Path | str | bytes, change: Change, keep_audio: bool, long_side: int = LONG_SIDE
) -> bytes:
    """Decode a clip, pass every upright picture through `change`, and encode the result as MP4 bytes.

    Faster clips are thinned to 30 pictures a second. Raises Unacceptable("undecodable") if nothing decodes.
    """
    with tempfile.TemporaryDirectory() as folder:
        original, result = Path(folder) / "in", Path(folder) / "out.mp4"
        if isinstance(source, bytes):
            original.write_bytes(source)
        else:
            original = Path(source)
        with (
            original.open("rb") as file,
            open_clip(file) as before,
            av.open(str(result), "w", format="mp4", options=_CONTAINER) as after,
        ):
            _Rewriting(before, after, change, keep_audio, long_side).run()
        return result.read_bytes()


class _Rewriting:
    def __init__(
        self, before: InputContainer, after: OutputContainer, change: Change, keep_audio: bool, long_side: int
    ) -> None:
        self.before, self.after, self.change, self.long_side = before, after, change, long_side
        self.seen = picture_stream(before)
        self.seen.thread_type = "AUTO"
        sounds = [track for track in before.streams.audio if track.codec_context is not None]
        self.heard: AudioStream | None = sounds[0] if keep_audio and sounds else None
        self.shown: VideoStream | None = None
        self.spoken: AudioStream | None = None
        self.start: float | None = None
        self.last = -1.0

    def run(self) -> None:
        wanted = [self.seen] if self.heard is None else [self.seen, self.heard]
        # Both streams must exist before the first packet is written; sound may come before the first picture.
        waiting: list[AudioFrame] = []
        try:
            for packet in self.before.demux(wanted):
                for frame in packet.decode():
                    if isinstance(frame, VideoFrame):
                        self._show(frame)
                    elif isinstance(frame, AudioFrame):
                        waiting.append(frame)
                        self._speak_all(waiting)
        except FFmpegError as failure:
            if self.shown is None:
                raise Unacceptable("undecodable") from failure
        if self.shown is None:
            raise Unacceptable("undecodable")
        self.after.mux(self.shown.encode(None))
        if self.spoken is not None:
            self.after.mux(self.spoken.encode(None))

    def _show(self, frame: VideoFrame) -> None:
        at = frame.time or 0.0
        self.start = at if self.start is None else self.start
        at -= self.start
        if at <= self.last or at - self.last < 0.9 / _MOST_FRAMES_PER_S:
            return
        self.last = at
        image = self.change(at, picture(frame, self.long_side))
        height, width = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
        if self.shown is None:
            self.shown = self._add_picture_stream(width, height)
            self._add_sound_stream()
        out = VideoFrame.from_ndarray(np.ascontiguousarray(image[:height, :width]), format="rgb24")
        out = out.reformat(format="yuv420p")
        out.pts, out.time_base = round(at / _CLOCK), _CLOCK
        self.after.mux(self.shown.encode(out))

    def _add_picture_stream(self, width: int, height: int) -> VideoStream:
        rate = Fraction(self.seen.average_rate or 25).limit_denominator(1001)
        rate = min(rate, Fraction(_MOST_FRAMES_PER_S))
        stream = self.after.add_stream("libx264", rate=rate, options={"crf": "25", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = _CLOCK
        stream.codec_context.gop_size = 60
        return stream

    def _add_sound_stream(self) -> None:
        if self.heard is None:
            return
        self.spoken = self.after.add_stream("aac", rate=self.heard.rate or 44_100)
        self.spoken.bit_rate = 96_000
        self.spoken.layout = "mono" if self.heard.channels == 1 else "stereo"
        self.resampler = av.AudioResampler("fltp", self.spoken.layout, self.spoken.rate)

    def _speak_all(self, waiting: list[AudioFrame]) -> None:
        while self.spoken is not None and waiting:
            for piece in self.resampler.resample(waiting.pop(0)):
                self.after.mux(self.spoken.encode(piece))
