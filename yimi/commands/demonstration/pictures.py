"""What each invented session uploads: shipped photos, windows cut from shipped clips, and some cheating."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageDraw

from yimi.commands.demonstration.cutting import cut, pan
from yimi.kernel.geo import Point
from yimi.rooms.evidence import demo_pictures
from yimi.rooms.evidence.render.fonts import font

# Real clips, each for one session; a window cut out of one would rightly be found to be the same clip.
FILMED = ("bottles", "road", "room-1")


@dataclass
class Album:
    """Deals out pictures so that no honest session gets one that another has used."""

    photos: Iterator[Path] = field(default_factory=lambda: iter(_all_photos()))
    dealt: int = 0
    used: list[bytes] = field(default_factory=list)

    def photo(self, at: datetime, point: Point) -> bytes:
        jpeg = demo_pictures.taken(next(self.photos).read_bytes(), at, point.longitude, point.latitude)
        self.used.append(jpeg)
        return jpeg

    def sheet(self, heading: str, names: list[str]) -> bytes:
        """A photographed form: what a session hands in besides its pictures, with the list's masked names."""
        page = Image.new("RGB", (600, 850), (251, 250, 245))
        pen = ImageDraw.Draw(page)
        pen.text((300, 60), heading, font=font(30), fill=(30, 30, 30), anchor="mm")
        for number, name in enumerate(names):
            top = 120 + 44 * number
            pen.text((70, top), f"{number + 1:>2}   {name}", font=font(22), fill=(50, 50, 60))
            pen.line((60, top + 34, 540, top + 34), fill=(190, 190, 190))
        out = io.BytesIO()
        page.save(out, "JPEG", quality=80)
        return out.getvalue()

    def cheat(self, kind: str, at: datetime, point: Point) -> bytes:
        """A photo of an earlier session, made to look new."""
        old = self.used[0]
        if kind == "again":
            return old
        return demo_pictures.taken(demo_pictures.CHEATS[kind](old), at, point.longitude, point.latitude)

    def repainted(self, at: datetime, point: Point, place: str) -> bytes:
        """An earlier photo with a watermark app's strip over it."""
        return demo_pictures.taken(
            demo_pictures.watermarked(self.used[1], at, place), at, point.longitude, point.latitude
        )

    def clip(self, own: list[bytes]) -> bytes:
        """A clip of this session alone: one of the filmed ones, then a slow pan over the first of its own photos."""
        self.dealt += 1
        if self.dealt <= len(FILMED):
            return cut(demo_pictures.FOLDER / "clips" / f"{FILMED[self.dealt - 1]}.mp4")
        return pan(own[:1])


def _all_photos() -> list[Path]:
    return [*sorted((demo_pictures.FOLDER / "more").glob("*.jpg")), *demo_pictures.photos()]
