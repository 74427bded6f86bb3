"""What a decoder says of an untrusted file; runs only in a child of the sandbox."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from .findings import MAX_PIXELS, Unacceptable

if TYPE_CHECKING:
    from PIL import Image


def facts_of(source: IO[bytes], found: str) -> dict[str, Any]:
    """The facts of a file of format `found`. Raises Unacceptable, or whatever its decoder raises."""
    return clip_facts(source) if found in ("mp4", "mov") else picture_facts(source, found)


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


def clip_facts(source: IO[bytes]) -> dict[str, Any]:
    """Open a clip with the MOV demuxer alone and decode its first and last pictures; see clip.py."""
    from . import clip

    return clip.facts(source)
