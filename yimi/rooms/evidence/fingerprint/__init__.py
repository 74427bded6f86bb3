"""Fingerprints of pictures and clips, and what their distances mean. Imports no Django."""

from .comparison import Comparison, compare, nearest
from .engine import (
    CANDIDATE,
    MIN_QUALITY,
    SAME_PICTURE,
    TURNS,
    UPRIGHT,
    Fingerprinter,
    Match,
    Print,
    ReuseIndex,
    Sighting,
    hamming,
)
from .frames import Frame, frames
from .pdq import Pdq, sighting

__all__ = [
    "CANDIDATE",
    "MIN_QUALITY",
    "SAME_PICTURE",
    "TURNS",
    "UPRIGHT",
    "Comparison",
    "Fingerprinter",
    "Frame",
    "Match",
    "Pdq",
    "Print",
    "ReuseIndex",
    "Sighting",
    "compare",
    "frames",
    "hamming",
    "nearest",
    "sighting",
]
