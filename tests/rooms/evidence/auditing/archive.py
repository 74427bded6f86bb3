"""An archive on disk as a bureau has it, with its attacks and its rubbish, and the command as an auditor types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image

from yimi.rooms.evidence import demo_pictures

ROOT = Path(__file__).resolve().parents[4]
PHOTOS = demo_pictures.photos()
ODD = os.fsdecode(b"\xcd\xcb\xbb\xf5 <b onclick=x()>\n.jpg")  # bytes of another encoding, a tag, a line break
ENVIRONMENT = {**os.environ, "YIMI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "yimi", "evidence", "audit", *map(str, words)]


def run(*words: object, **more: Any) -> subprocess.CompletedProcess[str]:
    """With a database that cannot be reached."""
    return subprocess.run(
        command(*words), cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False, **more
    )


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def timeless(path: Path) -> list[dict[str, Any]]:
    return [{key: value for key, value in line.items() if key != "cpu_ms"} for line in lines(path)]


def filled(folder: Path, count: int = 6) -> Path:
    """2019: photos as they were taken · 2020: what somebody handed in again, and what is in every old folder."""
    first, second = folder / "2019", folder / "2020"
    first.mkdir(parents=True)
    second.mkdir()
    for path in PHOTOS[:count]:
        (first / path.name).write_bytes(path.read_bytes())
    image = Image.open(PHOTOS[2]).convert("RGB")
    inner = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT).crop(
        (image.width // 5, 0, image.width, round(image.height * 0.85))
    )
    inner.save(second / "a mirrored and cut.jpg", quality=70)
    (second / "b.HEIC").write_bytes(
        demo_pictures.taken_heic(PHOTOS[3].read_bytes(), datetime(2020, 1, 1, tzinfo=UTC))
    )
    (second / ODD).write_bytes(PHOTOS[1].read_bytes())
    (second / "cut short.jpg").write_bytes(PHOTOS[4].read_bytes()[:9000])
    (second / "empty.jpg").touch()
    (second / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0" * 9)
    (second / "link.jpg").symlink_to(first / PHOTOS[0].name)
    return folder
