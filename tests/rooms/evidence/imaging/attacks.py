"""Hostile and altered files, made on the spot and the same every time."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

from yimi.rooms.evidence import demo_pictures

PHOTO = demo_pictures.photos()[0].read_bytes()
CLIP = demo_pictures.clips()[0].read_bytes()


def zip_bytes() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.sh", "rm -rf /")
    return out.getvalue()


def png(width: int = 40, height: int = 30) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "PNG")
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes that promise a huge picture: a decompression bomb."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def moving(name: str) -> bytes:
    """Three different pictures in one PNG, WebP or GIF."""
    first, *rest = (Image.new("RGB", (32, 32), colour) for colour in ("red", "green", "blue"))
    out = io.BytesIO()
    first.save(out, name, save_all=True, append_images=rest, duration=100)
    return out.getvalue()


def with_segment(jpeg: bytes, marker: int, body: bytes) -> bytes:
    return jpeg[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def clip(
    codec: str = "libx264",
    pixels: str = "yuv420p",
    frames: int = 10,
    container_name: str = "mp4",
    flags: str = "",
    rate: int = 10,
) -> bytes:
    """A little moving pattern, `rate` pictures a second."""
    out = io.BytesIO()
    options = {"movflags": flags} if flags else {}
    with av.open(out, "w", format=container_name, options=options) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = 160, 120, pixels
        for number in range(frames):
            picture = np.full((120, 160, 3), 20 * number % 250, np.uint8)
            picture[:, number * 4 : number * 4 + 30] = (255, 40, 0)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return out.getvalue()


def sound_only() -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=16_000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.rate, frame.pts, frame.time_base = 16_000, 0, Fraction(1, 16_000)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def pointing_outside(clip_bytes: bytes) -> bytes:
    """The same clip with its data reference turned into a file elsewhere."""
    at = clip_bytes.index(b"dref") + 12
    assert clip_bytes[at + 4 : at + 8] == b"url "
    entry = struct.pack(">I4sI", 12, b"url ", 1)
    # the self-contained flag is cleared and the next box is swallowed as the file's name
    body = clip_bytes[at + 12 :]
    name = b"file:///etc/passwd\0"
    grown = struct.pack(">I4sI", 12 + len(name), b"url ", 0) + name
    assert clip_bytes[at : at + 12] == entry
    fixed = clip_bytes[:at] + grown + body
    for kind in (b"dref", b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        start = fixed.rindex(kind, 0, at) - 4
        size = struct.unpack(">I", fixed[start : start + 4])[0]
        fixed = fixed[:start] + struct.pack(">I", size + len(name)) + fixed[start + 4 :]
    return fixed


def claiming_seconds(clip_bytes: bytes, seconds: int) -> bytes:
    """The same clip with the length in its three headers forged."""
    changed = bytearray(clip_bytes)
    for kind, scale_at, length_at in ((b"mvhd", 16, 20), (b"mdhd", 16, 20), (b"tkhd", None, 24)):
        at = clip_bytes.index(kind)
        scale = (
            1000
            if scale_at is None
            else struct.unpack(">I", clip_bytes[at + scale_at : at + scale_at + 4])[0]
        )
        changed[at + length_at : at + length_at + 4] = struct.pack(">I", seconds * scale)
    return bytes(changed)


def samsung_trailer(blocks: list[tuple[int, bytes, bytes]]) -> bytes:
    """Samsung's SEF trailer: named blocks, then a directory that counts back to them."""
    body, places = b"", []
    for kind, name, data in blocks:
        places.append((kind, len(body)))
        body += struct.pack("<HHI", 0, kind, len(name)) + name + data
    sizes = [
        end - start for (_, start), end in zip(places, [p for _, p in places[1:]] + [len(body)], strict=True)
    ]
    head = b"SEFH" + struct.pack("<II", 101, len(blocks))
    for (kind, start), size in zip(places, sizes, strict=True):
        head += struct.pack("<HHII", 0, kind, len(body) - start, size)
    return body + head + struct.pack("<I", len(head)) + b"SEFT"


def wider_set() -> Path | None:
    """The local test photos beside the repository, when they are there."""
    folder = Path(__file__).resolve().parents[5] / "shared" / "data"
    return folder if folder.is_dir() else None
