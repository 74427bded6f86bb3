"""The photos measured on. What ships with the project is always there; the wider local set when it stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from yimi.rooms.evidence import demo_pictures
from yimi.rooms.evidence.fingerprint.decode import Grey, grey

WIDER = Path(__file__).resolve().parents[3] / "shared" / "data"
_FORMATS = {".jpg", ".jpeg", ".heic", ".png"}


def everyday() -> list[Path]:
    """Photos with texture: people, rooms, streets, food, what phones and cameras take."""
    folders = ("coco128", "exif-samples", "metadata-extractor", "immich")
    return [path for folder in folders for path in _pictures(WIDER / "photos" / folder)]


def garments() -> list[Path]:
    """Garments on the same few sheets and floors: little texture, and the hardest innocents."""
    return _pictures(WIDER / "photos" / "clothing") or demo_pictures.photos()


def fitting(path: Path) -> bool:
    """Half of all photos, by their bytes: thresholds were fitted on these, figures are reported on the others."""
    return sha256(path.read_bytes()).digest()[0] % 2 == 0


def training() -> Iterator[Grey]:
    """Public-domain photos of the fitting half."""
    for path in garments():
        if fitting(path):
            yield grey(path)


def _pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in _FORMATS)
