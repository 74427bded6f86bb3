"""Facts of a clip, read inside the sandbox: one demuxer, a file object, no protocol, two codecs."""

from __future__ import annotations

from typing import IO, Any

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from . import exif
from .findings import MAX_CLIP_PIXELS, MAX_FRAME_RATE, Unacceptable

CODECS = ("h264", "hevc")
# The MOV demuxer alone, and no way for it to open anything else: PyAV reads through our file object.
OPTIONS = {"enable_drefs": "0", "use_absolute_path": "0", "protocol_whitelist": "none"}


def open_clip(source: IO[bytes]) -> InputContainer:
    """Open MP4 or MOV bytes with the format fixed in advance."""
    return av.open(source, mode="r", format="mov", options=OPTIONS, metadata_errors="replace")


def picture_stream(container: InputContainer) -> VideoStream:
    """The moving picture of a clip (cover art is not one). Raises Unacceptable("no_video")."""
    for stream in container.streams.video:
        if stream.codec_context is not None and not stream.disposition & av.stream.Disposition.attached_pic:
            return stream
    raise Unacceptable("no_video")


def facts(source: IO[bytes]) -> dict[str, Any]:
    """width, height (as shown), duration_s, frame_rate, codec, sound, exif of a clip.

    Raises Unacceptable: no_video, codec, clip_too_fine, undecodable.
    """
    with open_clip(source) as container:
        stream = picture_stream(container)
        codec = stream.codec_context.name
        if codec not in CODECS:
            raise Unacceptable("codec", found=codec)
        rate = float(stream.average_rate or stream.guessed_rate or 0)
        width, height = stream.codec_context.width, stream.codec_context.height
        if width * height > MAX_CLIP_PIXELS or rate > MAX_FRAME_RATE:
            raise Unacceptable("clip_too_fine", width=width, height=height, frame_rate=round(rate))
        stream.thread_type = "NONE"
        first = _decode_one(container, stream)
        if first is None:
            raise Unacceptable("no_video")
        last = _near_end(container, stream)
        if last is None:
            raise Unacceptable("undecodable")
        if abs(first.rotation) % 180 == 90:
            width, height = height, width
        return {
            "width": width,
            "height": height,
            "duration_s": round(_seconds(container, stream), 3),
            "frame_rate": round(rate, 3),
            "codec": codec,
            "sound": any(track.codec_context is not None for track in container.streams.audio),
            "exif": exif.of_container({**stream.metadata, **container.metadata}),
        }


def _seconds(container: InputContainer, stream: VideoStream) -> float:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / 1_000_000


def _decode_one(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    for frame in container.decode(stream):
        return frame
    return None


def _near_end(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    """A picture from the last key frame on: proves that the end of the file holds pictures too."""
    container.seek(max(0, (container.duration or 0) - 100_000), backward=True, any_frame=False)
    return _decode_one(container, stream)
