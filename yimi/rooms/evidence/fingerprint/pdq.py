"""PDQ, Meta's perceptual hash: survives recompression, resizing, colour, filters; not crops or tilts.

Measured limits: evidence.md §3.4. Mirror and quarter turns are met by searching all eight orientations.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pdqhash
from numpy.typing import NDArray

from yimi.rooms.evidence.intake.pixels import Picture, upright

from .engine import Print, Sighting
from .frames import frames

LONG_SIDE = 512  # pixels; PDQ averages down to 64 × 64 anyway, 12 megapixels would cost 36 times as much


class Pdq:
    """The PDQ `Fingerprinter`."""

    name = "pdq-1"

    def of_photo(self, source: Picture) -> Sighting:
        """Fingerprint a photo, upright by its EXIF orientation. Raises Unacceptable if it does not decode."""
        return sighting(np.asarray(upright(source, LONG_SIDE)))

    def of_clip(self, source: Path | str | bytes, every_s: float = 1.0) -> list[Sighting]:
        """Fingerprint sampled pictures of a clip (see `frames`), leaving out neighbours that look alike."""
        kept: list[Sighting] = []
        for frame in frames(source, every_s=every_s, long_side=LONG_SIDE):
            seen = sighting(frame.image, frame.at_s)
            if kept and kept[-1].upright.value == seen.upright.value:
                continue
            kept.append(seen)
        return kept


def sighting(image: NDArray[np.uint8], frame_s: float | None = None) -> Sighting:
    """The eight fingerprints of an RGB array (height × width × 3)."""
    hashes, quality = pdqhash.compute_dihedral(np.ascontiguousarray(image))
    return Sighting(tuple(Print(_value(bits), int(quality), frame_s) for bits in hashes))


def _value(bits: NDArray[np.int64]) -> int:
    return int.from_bytes(np.packbits(bits.astype(np.uint8)).tobytes(), "big")
