"""What the engine says of two pictures. Codes, not sentences: the room's rules turn them into words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """same_scene is positive evidence of place and never an accusation."""

    SAME_FILE = "same_file"
    SAME_PICTURE = "same_picture"
    SAME_SCENE = "same_scene"
    CLEAN = "clean"
    REFUSED = "refused"


ACCUSING = frozenset({Verdict.SAME_FILE, Verdict.SAME_PICTURE})


class Change(StrEnum):
    """What was done to the stored picture to make the searched one."""

    RECOMPRESSED = "recompressed"
    MIRRORED = "mirrored"
    ROTATED = "rotated"
    CROPPED = "cropped"
    FRAMED = "framed"
    TILE = "tile"
    STRETCHED = "stretched"
    PERSPECTIVE = "perspective"
    PAINTED_OVER = "painted_over"
    TONE = "tone"


@dataclass(frozen=True)
class Finding:
    """One searched picture against one stored picture.

    media, frame_ms: the stored one (None when clean) · inliers: agreeing features, one a 16-px cell ·
    agreement: share of textured overlap blocks that show the same, 0–1 · blocks: how many there were · region: share of
    the overlap where one other thing lies ·
    distance: PDQ bits of 256 if nominated so · changes: code → amount (degrees, share 0–1, or 1) ·
    matrix: 3 × 3 row-major, pixels of the searched view (mirrored first if so) → stored work picture ·
    view: which view of the searched picture matched, `box` its place in the master picture ·
    searched_ms: milliseconds into the searched clip.
    """

    verdict: Verdict
    media: int | None = None
    frame_ms: int | None = None
    inliers: int = 0
    agreement: float = 0.0
    blocks: int = 0
    overlap: float = 0.0
    region: float = 0.0
    distance: int | None = None
    changes: dict[str, float] = field(default_factory=dict)
    matrix: tuple[float, ...] = ()
    mirrored: bool = False
    view: str = "whole"
    box: tuple[int, int, int, int] | None = None
    searched_ms: int | None = None
    refusal: str = ""

    @property
    def rank(self) -> tuple[int, float, int]:
        """Larger is more telling."""
        order = (Verdict.REFUSED, Verdict.CLEAN, Verdict.SAME_SCENE, Verdict.SAME_PICTURE, Verdict.SAME_FILE)
        return (
            order.index(self.verdict),
            self.agreement * min(self.blocks, 60) * (0.2 + self.overlap),
            self.inliers,
        )


CLEAN = Finding(Verdict.CLEAN)
