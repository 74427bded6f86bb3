"""Facts in, flags out: pure functions, one per flag, grouped by what they look at. No database."""

from __future__ import annotations

from yimi.rooms.evidence.rules.amounts import too_few_minutes, too_few_people, too_few_photos
from yimi.rooms.evidence.rules.codes import offline_code
from yimi.rooms.evidence.rules.facts import (
    Allowed,
    Capture,
    Elsewhere,
    FlagDraft,
    Likeness,
    Occasion,
    OtherHand,
    Stamp,
)
from yimi.rooms.evidence.rules.handing_in import (
    challenge_missing,
    challenge_offline,
    challenge_seen,
    desk_upload,
    late,
    received_later,
)
from yimi.rooms.evidence.rules.patterns import accuracy_zero, round_seconds, same_point, shared_device
from yimi.rooms.evidence.rules.pictures import burst, same_file, same_picture, same_scene, unchecked
from yimi.rooms.evidence.rules.time_place import (
    accuracy_low,
    clock_differs,
    clock_set_back,
    exif_place_differs,
    exif_time_differs,
    outside_geofence,
    outside_window,
)
from yimi.rooms.evidence.rules.two_places import person_in_two_places, staff_in_two_places
from yimi.rooms.evidence.rules.wanted import (
    CONSENT,
    TEXT_LEAST,
    Held,
    Piece,
    Wanted,
    WantedDocument,
    distinct_photos,
    missing_sentences,
)
from yimi.rooms.evidence.rules.watermark import watermark_differs

__all__ = [
    "CONSENT",
    "TEXT_LEAST",
    "Allowed",
    "Capture",
    "Elsewhere",
    "FlagDraft",
    "Held",
    "Likeness",
    "Occasion",
    "OtherHand",
    "Piece",
    "Stamp",
    "Wanted",
    "WantedDocument",
    "accuracy_low",
    "accuracy_zero",
    "burst",
    "challenge_missing",
    "challenge_offline",
    "challenge_seen",
    "clock_differs",
    "clock_set_back",
    "desk_upload",
    "distinct_photos",
    "exif_place_differs",
    "exif_time_differs",
    "late",
    "missing_sentences",
    "offline_code",
    "outside_geofence",
    "outside_window",
    "person_in_two_places",
    "received_later",
    "round_seconds",
    "same_file",
    "same_picture",
    "same_point",
    "same_scene",
    "shared_device",
    "staff_in_two_places",
    "too_few_minutes",
    "too_few_people",
    "too_few_photos",
    "unchecked",
    "watermark_differs",
]
