"""What a distance between two pictures means, in words a reviewer can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .engine import CANDIDATE, SAME_PICTURE, TURNS, UPRIGHT, Print, Sighting, hamming

_LIMIT = "裁剪、小角度旋转和翻拍的照片指纹比对不出，不等于没有重复使用。"


@dataclass(frozen=True)
class Comparison:
    """distance: differing bits of 256 · turn: index into TURNS of the orientation that came nearest ·
    usable: both pictures have enough structure for the distance to mean anything."""

    distance: int
    turn: int
    usable: bool

    @property
    def same_picture(self) -> bool:
        """True at the threshold that raises a flag (decision 12). Never a verdict."""
        return self.usable and self.distance <= SAME_PICTURE

    @property
    def candidate(self) -> bool:
        """True when a stronger engine should look; not to be shown as a finding."""
        return self.usable and self.distance <= CANDIDATE

    @property
    def sentence(self) -> str:
        """The finding in Chinese."""
        if not self.usable:
            return "画面过于单一（如白墙、黑屏），无法用指纹比对。"
        bits = f"（256 位指纹相差 {self.distance} 位）"
        if not self.same_picture:
            return f"指纹比对未发现是同一画面{bits}。{_LIMIT}"
        if self.turn == UPRIGHT:
            return f"与另一张照片很可能是同一画面{bits}，请对照两张原图核实。"
        return f"把这张照片{TURNS[self.turn]}后，与另一张照片很可能是同一画面{bits}，请对照两张原图核实。"


def compare(searched: Sighting, stored: Print) -> Comparison:
    """The nearest of the eight orientations of one picture to the stored print of another."""
    distances = [hamming(turned, stored) for turned in searched.turned]
    turn = min(range(len(distances)), key=distances.__getitem__)
    return Comparison(distances[turn], turn, searched.upright.usable and stored.usable)


def nearest(searched: Iterable[Sighting], stored: Iterable[Print]) -> Comparison | None:
    """The closest pair among the frames of two clips (or a clip and a photo); None when nothing is usable."""
    kept = list(stored)
    found = (compare(sighting, other) for sighting in searched for other in kept)
    return min((each for each in found if each.usable), key=lambda each: each.distance, default=None)
