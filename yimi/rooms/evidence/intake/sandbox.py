"""Decodes one untrusted file in a process of its own, with hard limits, and says in JSON what it saw.

The child gets the file as its standard input and nothing else: no environment, no path, no network address,
no right to write a file. A decoder that crashes, hangs or swells takes only the child with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from .findings import MAX_PIXELS, Unacceptable

if TYPE_CHECKING:
    from PIL import Image  # the parent process never loads a decoder

MEMORY_BYTES = 1536 * 1024**2  # address space: 50 megapixels decoded twice, and the libraries
CPU_SECONDS = 20
WALL_SECONDS = 60
_ROOT = Path(__file__).resolve().parents[4]
_START = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from {__name__} import main; main()"


def look_inside(source: IO[bytes], found: str) -> dict[str, Any]:
    """Decode `source` (a real file, read from its start) of format `found` in a child process.

    Returns the facts of `picture_facts` or `clip_facts`. Raises Unacceptable with the child's code,
    "undecodable" when it died, "too_costly" when it met a limit.
    """
    source.seek(0)
    try:
        done = subprocess.run(  # noqa: S603 -- our own interpreter with our own fixed words
            [sys.executable, "-I", "-X", "utf8", "-c", _START, found],
            stdin=source,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={"OMP_NUM_THREADS": "1", "PATH": os.defpath},
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise Unacceptable("too_costly") from slow
    if done.returncode in (-9, -24):  # SIGKILL or SIGXCPU: the processor limit
        raise Unacceptable("too_costly")
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise Unacceptable("undecodable") from None
    if "refused" in answer:
        raise Unacceptable(answer["refused"], **answer["facts"])
    facts: dict[str, Any] = answer["facts"]
    return facts


def picture_facts(source: IO[bytes], found: str) -> dict[str, Any]:
    """Open a picture with the one decoder its magic bytes allow and read every byte of it.

    A JPEG is decoded at 1/8 scale: its whole entropy stream is still read, so a cut is found at a sixth
    of the cost. Returns width, height (upright), frames, exif.
    """
    from PIL import Image

    from . import exif

    Image.MAX_IMAGE_PIXELS = None  # our own bound below answers first, with a sentence
    if found == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
    names = {"jpeg": ("JPEG",), "png": ("PNG",), "webp": ("WEBP",), "heic": ("HEIF",)}[found]
    with Image.open(source, formats=names) as picture:
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise Unacceptable("too_many_pixels", width=width, height=height)
        frames = 1 if found in ("jpeg", "heic") else getattr(picture, "n_frames", 1)
        notes = exif.of_picture(picture.getexif())
        if found == "jpeg":
            picture.draft(None, (max(1, width // 8), max(1, height // 8)))
        picture.load()
        if found == "jpeg" and _may_be_cut(picture):
            _decode_strictly(source)
    if found == "heic":
        notes.setdefault("orientation", picture.info.get("original_orientation") or 1)
    elif int(notes.get("orientation") or 1) >= 5:
        width, height = height, width
    return {"width": width, "height": height, "frames": frames, "exif": notes}


def _may_be_cut(picture: Image.Image) -> bool:
    """A JPEG cut and closed again: the decoder fills what is missing with neutral grey and says nothing.

    In a progressive one the missing scans only cost sharpness, so each of those is suspected.
    """
    last = picture.getpixel((picture.width - 1, picture.height - 1))
    grey = set(last[:3]) == {128} if isinstance(last, tuple) else last == 128
    return grey or bool(picture.info.get("progressive"))


def _decode_strictly(source: IO[bytes]) -> None:
    """Decode a suspected JPEG once more with FFmpeg, which objects to missing data."""
    import av
    from av.error import FFmpegError

    from . import pictures

    source.seek(0)
    data = source.read()
    decoder = av.CodecContext.create("mjpeg", "r")
    decoder.options = {"err_detect": "explode+bitstream+buffer"}
    decoder.thread_count = 1
    try:
        frames = decoder.decode(av.Packet(data[: pictures.jpeg(data).end]))
        whole = bool(frames) and not frames[0].is_corrupt
    except FFmpegError:
        whole = False
    if not whole:
        raise Unacceptable("truncated")


def clip_facts(source: IO[bytes], found: str) -> dict[str, Any]:
    """Open a clip with the MOV demuxer alone and decode its first and last pictures; see clip.py."""
    from . import clip

    return clip.facts(source)


def _bind() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the address space cannot be bounded this way
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main() -> None:
    """The child: limits first, then the decoder; one JSON line out."""
    _bind()
    found = sys.argv[1]
    look = clip_facts if found in ("mp4", "mov") else picture_facts
    try:
        answer: dict[str, Any] = {"facts": look(sys.stdin.buffer, found)}
    except Unacceptable as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        answer = {"refused": "too_costly", "facts": {}}
    except Exception as failure:  # any decoder's complaint: the file is bad, not the program
        code = "truncated" if "truncated" in str(failure).lower() else "undecodable"
        answer = {"refused": code, "facts": {}}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)  # no clean-up code of a decoder that has just met hostile bytes
