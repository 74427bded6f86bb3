"""PDQ prints of one picture as arrays: raw and trimmed, and the eight orientations a search asks with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import cv2
import numpy as np
import pdqhash
from numpy.typing import NDArray

from .decode import Grey
from .engine import MIN_QUALITY

Words = NDArray[np.uint64]  # n × 4: 256 bits in four words


@dataclass(frozen=True)
class Prints:
    """bits: n × 4 uint64 · quality: n uint8 (0–100, PDQ's own)."""

    bits: Words
    quality: NDArray[np.uint8]
    BYTES: ClassVar[int] = 33

    def __len__(self) -> int:
        return len(self.quality)

    @property
    def usable(self) -> NDArray[np.bool_]:
        """n flags: False for pictures so flat that a print means nothing."""
        return self.quality >= MIN_QUALITY

    def packed(self) -> bytes:
        """n × 33 bytes."""
        return self.bits.astype("<u8").tobytes() + self.quality.tobytes()

    @classmethod
    def unpacked(cls, data: bytes) -> Prints:
        """The reverse of `packed`."""
        count = len(data) // cls.BYTES
        bits = np.frombuffer(data[: 32 * count], "<u8").reshape(count, 4)
        return cls(bits.astype(np.uint64), np.frombuffer(data[32 * count :], np.uint8))

    @classmethod
    def joined(cls, several: list[Prints]) -> Prints:
        """All of them in one."""
        return cls(
            np.concatenate([one.bits for one in several]), np.concatenate([one.quality for one in several])
        )


def in_eight(image: Grey) -> Prints:
    """The prints of a grey picture in its eight orientations (order: engine.TURNS)."""
    colour = cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_GRAY2RGB)
    hashes, quality = pdqhash.compute_dihedral(colour)
    packed = np.stack([np.packbits(bits.astype(np.uint8)) for bits in hashes])
    return Prints(packed.view(np.uint64), np.full(8, quality, np.uint8))


def upright(eight: Prints) -> Prints:
    """Only the first of eight: what is stored."""
    return Prints(eight.bits[:1], eight.quality[:1])
