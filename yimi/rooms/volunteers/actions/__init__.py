"""The verbs of volunteers, one file a noun."""

from __future__ import annotations

from yimi.rooms.volunteers.actions.attendance import issue_attendance_key, note_presence
from yimi.rooms.volunteers.actions.helping import add_helper, confirm_helper
from yimi.rooms.volunteers.actions.roster import leave, register_volunteer

__all__ = [
    "add_helper",
    "confirm_helper",
    "issue_attendance_key",
    "leave",
    "note_presence",
    "register_volunteer",
]
