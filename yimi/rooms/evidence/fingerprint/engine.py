"""What any fingerprint engine must offer. PDQ fills it today; a local-feature engine can join it later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

MIN_QUALITY = 50  # PDQ quality below this: a flat picture, never matched on its hash (evidence.md §3.1)
SAME_PICTURE = 31  # of 256 bits: at or below raises a flag (decision 12)
CANDIDATE = 90  # of 256 bits: at or below is worth a look by a stronger engine, never a flag

UPRIGHT = 0
TURNS = (
    "原样",
    "逆时针转90度",
    "转180度",
    "顺时针转90度",
    "上下翻转",
    "左右翻转",
    "沿对角线翻转",
    "沿另一条对角线翻转",
)


@dataclass(frozen=True)
class Print:
    """One 256-bit fingerprint.

    value: the bits as a number, first bit highest · quality: 0–100 · frame_s: seconds into a clip, None
    for a photo.
    """

    value: int
    quality: int
    frame_s: float | None = None

    @property
    def bits(self) -> str:
        """256 characters 0 and 1: the text form of PostgreSQL bit(256)."""
        return format(self.value, "0256b")

    @property
    def usable(self) -> bool:
        """False for a picture so flat that its fingerprint means nothing."""
        return self.quality >= MIN_QUALITY

    @classmethod
    def from_bits(cls, bits: str, quality: int, frame_s: float | None = None) -> Print:
        """The reverse of `bits`; raises ValueError unless it is 256 binary digits."""
        if len(bits) != 256:
            raise ValueError(f"a fingerprint has 256 bits, not {len(bits)}")
        return cls(int(bits, 2), quality, frame_s)


@dataclass(frozen=True)
class Sighting:
    """The fingerprints of one picture in its eight orientations (order: TURNS).

    Only the first is stored; all eight are searched, so a mirrored or turned copy meets the stored one.
    """

    turned: tuple[Print, ...]

    @property
    def upright(self) -> Print:
        """The fingerprint to store."""
        return self.turned[UPRIGHT]


@dataclass(frozen=True)
class Match:
    """A stored fingerprint near a searched one.

    media_id: whose it is · distance: differing bits, 0–256 · turn: index into TURNS of the searched
    orientation · frame_s, searched_frame_s: seconds into the clip, None for photos.
    """

    media_id: int
    distance: int
    turn: int = UPRIGHT
    frame_s: float | None = None
    searched_frame_s: float | None = None


class Fingerprinter(Protocol):
    """Turns pictures into fingerprints. name: stored beside them, so that engines are never mixed."""

    name: str

    def of_photo(self, source: Path | str | bytes) -> Sighting:
        """Fingerprint one still picture."""
        ...

    def of_clip(self, source: Path | str | bytes) -> list[Sighting]:
        """Fingerprint sampled pictures of a clip; each print carries its `frame_s`."""
        ...


class ReuseIndex(Protocol):
    """Finds stored fingerprints near given ones; the database search in the room fills it."""

    def search(self, prints: Sequence[Print], max_distance: int) -> list[Match]:
        """All matches within `max_distance` bits, nearest first; unusable prints match nothing."""
        ...


def hamming(one: Print, other: Print) -> int:
    """Number of differing bits, 0–256."""
    return (one.value ^ other.value).bit_count()
