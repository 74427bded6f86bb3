"""Tables of projects, one file a noun."""

from __future__ import annotations

from yimi.rooms.projects.models.callouts import Award, CallOut, Response, ResponseStaff
from yimi.rooms.projects.models.funds import Allotment, Commitment, FundSource, Programme
from yimi.rooms.projects.models.requests import Request, RequestPerson
from yimi.rooms.projects.models.sessions import (
    NumberCounter,
    Reschedule,
    Session,
    SessionParticipant,
    SessionStaff,
)
from yimi.rooms.projects.models.themes import Series, Theme, ThemeVariant

__all__ = [
    "Allotment",
    "Award",
    "CallOut",
    "Commitment",
    "FundSource",
    "NumberCounter",
    "Programme",
    "Request",
    "RequestPerson",
    "Reschedule",
    "Response",
    "ResponseStaff",
    "Series",
    "Session",
    "SessionParticipant",
    "SessionStaff",
    "Theme",
    "ThemeVariant",
]
