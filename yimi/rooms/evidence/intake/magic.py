"""The real format of a file by its first bytes. A name or a declared media type is never asked."""

from __future__ import annotations

import mmap

Bytes = bytes | mmap.mmap

MEDIA_TYPES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "pdf": "application/pdf",
}
ACCEPTED = {
    "photo": frozenset({"jpeg", "heic", "png", "webp"}),
    "clip": frozenset({"mp4", "mov"}),
    "document": frozenset({"pdf", "jpeg"}),
}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"}
_OLD_QUICKTIME = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", "gif"),
    (b"PK\x03\x04", "zip"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x7fELF", "elf"),
    (b"MZ", "exe"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"),
    (b"\x1aE\xdf\xa3", "webm"),
    (b"RIFF", "riff"),
    (b"OggS", "ogg"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"ffconcat", "ffconcat"),
    (b"#EXTM3U", "hls"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"G@", "mpegts"),
)
PLAYLISTS = frozenset({"hls", "ffconcat", "dash", "smil", "sdp"})
_TEXTS: tuple[tuple[bytes, str], ...] = (
    (b"#extm3u", "hls"),
    (b"ffconcat", "ffconcat"),
    (b"<mpd", "dash"),
    (b"<smil", "smil"),
    (b"v=0", "sdp"),
    (b"<svg", "svg"),
    (b"<html", "html"),
    (b"<!doctype", "html"),
    (b"<script", "html"),
    (b"<?php", "php"),
    (b"#!", "script"),
)


def true_format(data: Bytes) -> str:
    """Name the format from the first bytes; "unknown" when nothing fits, "text" for readable text."""
    head = data[:64]
    if head[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:5] == b"%PDF-":
        return "pdf"
    if head[4:8] == b"ftyp":
        return _brand(head)
    if head[4:8] in _OLD_QUICKTIME:
        return "mov"
    for sign, name in _OTHERS:
        if head.startswith(sign):
            return name
    return _text(data[:2048])


def _brand(head: bytes) -> str:
    major = head[8:12]
    if major in _HEIF_BRANDS:
        return "heic"
    if major in (b"avif", b"avis"):
        return "avif"
    return "mov" if major == b"qt  " else "mp4"


def _text(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for sign, name in _TEXTS:
        if start.startswith(sign) or (sign[:1] == b"<" and sign in start):
            return name
    try:
        head.decode("utf-8")
    except UnicodeDecodeError:
        return "unknown"
    return "text" if b"\x00" not in head else "unknown"
