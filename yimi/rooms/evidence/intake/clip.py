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

    Duration and rate are counted from the pictures present: a header can claim any length.
    Raises Unacceptable: no_video, codec, clip_too_fine, undecodable.
    """
    with open_clip(source) as container:
        stream = picture_stream(container)
        codec = stream.codec_context.name
        if codec not in CODECS:
            raise Unacceptable("codec", found=codec)
        stream.thread_type = "NONE"
        count, seconds = _counted(container, stream)
        rate = (count - 1) / seconds if count > 1 and seconds > 0 else 0.0
        width, height = stream.codec_context.width, stream.codec_context.height
        if width * height > MAX_CLIP_PIXELS or rate > MAX_FRAME_RATE:
            raise Unacceptable("clip_too_fine", width=width, height=height, frame_rate=round(rate))
        first = _decode_near(container, stream, 0.0)
        if first is None or _decode_near(container, stream, seconds) is None:
            raise Unacceptable("undecodable")
        if abs(first.rotation) % 180 == 90:
            width, height = height, width
        return {
            "width": width,
            "height": height,
            "duration_s": round(seconds + (1 / rate if rate else 0), 3),
            "frame_rate": round(rate, 3),
            "codec": codec,
            "sound": any(track.codec_context is not None for track in container.streams.audio),
            "exif": exif.of_container({**stream.metadata, **container.metadata}),
        }


def _counted(container: InputContainer, stream: VideoStream) -> tuple[int, float]:
    """How many pictures there are, and the seconds between the first and the last."""
    times = [packet.pts for packet in container.demux(stream) if packet.pts is not None and packet.size]
    if not times or stream.time_base is None:
        raise Unacceptable("no_video")
    return len(times), float((max(times) - min(times)) * stream.time_base)


def _decode_near(container: InputContainer, stream: VideoStream, at_s: float) -> VideoFrame | None:
    """One picture from the key frame before `at_s`: proves that both ends of the file hold pictures."""
    container.seek(int(at_s * 1_000_000), backward=True, any_frame=False)
    for frame in container.decode(stream):
        return frame
    return None
