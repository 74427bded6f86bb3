"""The plain values the flag rules read and give."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from yimi.kernel.geo import Point
from yimi.rooms.evidence.states import STRENGTH, ChallengeKind, FlagCode, MediaKind, Source, Strength


@dataclass(frozen=True)
class FlagDraft:
    code: FlagCode
    reason: str
    media_id: int | None = None
    other_media_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def strength(self) -> Strength:
        return STRENGTH[self.code]

    @property
    def key(self) -> tuple[str, int | None, int | None]:
        """What the database keeps once per session."""
        return (self.code.value, self.media_id, self.other_media_id)


@dataclass(frozen=True)
class Capture:
    """One standing upload of the session under examination."""

    id: int
    kind: MediaKind
    source: Source
    received_at: datetime
    taken_at: datetime | None = None
    point: Point | None = None
    accuracy_m: float | None = None
    exif_taken_at: datetime | None = None
    exif_point: Point | None = None
    challenge: ChallengeKind | None = None
    code_seen: bool = False  # the machine read the code off the photo
    file_id: int = 0
    clock_off: timedelta | None = None  # how far the phone's clock stood ahead of the server's; None: unknown
    stamps: tuple[Stamp, ...] = ()  # dates and times painted into the photo
    numbers: tuple[str, ...] = ()  # session numbers painted into the photo
    device: str = ""  # thumbprint of the key that signed the capture; empty for what no phone signed
    clock_off_at_least: bool = False  # no steady clock measured it: only the least is known
    sequence: int = 0  # of that device's captures
    device_time: datetime | None = None  # what its clock said, right or wrong

    @property
    def at_the_scene(self) -> bool:
        """Photos and clips are made on the spot; a scanned list or a finished film may come later."""
        return self.kind in (MediaKind.PHOTO, MediaKind.CLIP)

    @property
    def best_time(self) -> datetime | None:
        """The device's clock; with a code of the server's, the receipt itself (the better witness)."""
        if self.challenge == ChallengeKind.ONLINE:
            return self.received_at
        return self.taken_at


@dataclass(frozen=True)
class Stamp:
    """What a watermark says, by the clock on the wall; a year or time that is not shown is not guessed."""

    month: int
    day: int
    year: int | None = None
    hour: int | None = None
    minute: int = 0


@dataclass(frozen=True)
class OtherHand:
    """Somebody besides this session's people whose captures the same phone signed."""

    name: str  # masked
    sessions: int
    elsewhere: bool = False  # for another organisation than this session's


@dataclass(frozen=True)
class Occasion:
    """The session as planned and as delivered."""

    number: str
    starts_at: datetime
    ends_at: datetime
    site_id: int | None = None
    point: Point | None = None
    radius_m: int = 500
    actual_start: datetime | None = None
    actual_end: datetime | None = None

    @property
    def began(self) -> datetime:
        return self.actual_start or self.starts_at

    @property
    def ended(self) -> datetime:
        return self.actual_end or self.ends_at


@dataclass(frozen=True)
class Elsewhere:
    """Somebody of this session (already masked) who also stands in another one."""

    name: str
    other: Occasion


@dataclass(frozen=True)
class Likeness:
    """Another upload like one of ours, as the engine found it. `turned`: it was found from the other's side."""

    media_id: int
    other_media_id: int
    other_session: str
    other_received_at: datetime
    scene: bool = False  # the same place on another day, not the same picture
    agreement: float = 1.0  # share of the overlap that shows the same
    inliers: int = 0
    distance: int | None = None  # bits of 256, when the whole-picture print nominated it
    changes: dict[str, float] = field(default_factory=dict)
    frame_s: float | None = None
    other_frame_s: float | None = None
    passage: dict[str, float] = field(default_factory=dict)  # how one clip runs through the other
    other_site_id: int | None = None
    turned: bool = False
    allowed: Allowed | None = None


@dataclass(frozen=True)
class Allowed:
    """A standing entry of the register of allowed reuse."""

    because: str
    by: str
    at: datetime
