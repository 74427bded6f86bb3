"""Fingerprints of pictures and clips, and what their likeness means. Imports no Django.

Two ways in: `Pdq` and `compare` for one print against another, and the evidence engine for everything a print misses:
`look` at a decoded picture, `parts` of the shards to search, `judge` what is found, `side_by_side` for the reviewer.
"""

from .bursts import groups
from .clips import Passage, passages
from .comparison import Comparison, compare, nearest
from .compose import side_by_side
from .decode import grey, luma
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
from .judging import first, judge
from .looking import Look, look
from .pdq import Pdq, sighting
from .record import Damaged, Record, pack, unpack
from .search import parts
from .verdict import ACCUSING, CLEAN, Change, Finding, Verdict
from .verifying import verify

__all__ = [
    "ACCUSING",
    "CANDIDATE",
    "CLEAN",
    "MIN_QUALITY",
    "SAME_PICTURE",
    "TURNS",
    "UPRIGHT",
    "Change",
    "Comparison",
    "Damaged",
    "Finding",
    "Fingerprinter",
    "Frame",
    "Look",
    "Match",
    "Passage",
    "Pdq",
    "Print",
    "Record",
    "ReuseIndex",
    "Sighting",
    "Verdict",
    "compare",
    "first",
    "frames",
    "grey",
    "groups",
    "hamming",
    "judge",
    "look",
    "luma",
    "nearest",
    "pack",
    "parts",
    "passages",
    "side_by_side",
    "sighting",
    "unpack",
    "verify",
]
