"""The only writers of care."""

from __future__ import annotations

from yimi.rooms.care.actions.assessing import assess, confirm_colour
from yimi.rooms.care.actions.overriding import end_override, expire_overrides, override_colour
from yimi.rooms.care.actions.sheets import draft_sheet, load_sheets, revise_draft
from yimi.rooms.care.actions.simulating import release_sheet, simulate_sheet

__all__ = [
    "assess",
    "confirm_colour",
    "draft_sheet",
    "end_override",
    "expire_overrides",
    "load_sheets",
    "override_colour",
    "release_sheet",
    "revise_draft",
    "simulate_sheet",
]
