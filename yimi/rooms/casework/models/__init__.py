"""Tables of casework, one file a noun."""

from __future__ import annotations

from yimi.rooms.casework.models.cases import Case, CaseNumber, CaseQuerySet, CaseStep
from yimi.rooms.casework.models.consents import ClientConsent
from yimi.rooms.casework.models.follow_ups import FollowUp
from yimi.rooms.casework.models.goals import Goal, Measure
from yimi.rooms.casework.models.groups import Attendance, Member
from yimi.rooms.casework.models.handovers import Handover
from yimi.rooms.casework.models.kin import Relative
from yimi.rooms.casework.models.papers import Paper
from yimi.rooms.casework.models.referrals import Referral
from yimi.rooms.casework.models.surroundings import Surrounding

__all__ = [
    "Attendance",
    "Case",
    "CaseNumber",
    "CaseQuerySet",
    "CaseStep",
    "ClientConsent",
    "FollowUp",
    "Goal",
    "Handover",
    "Measure",
    "Member",
    "Paper",
    "Referral",
    "Relative",
    "Surrounding",
]
