"""What pages and the rooms above ask of projects."""

from __future__ import annotations

from yimi.rooms.projects.queries.callouts import (
    holds_contract,
    invited,
    offers_of,
    related_to_provider,
    signals,
)
from yimi.rooms.projects.queries.hosting import host_asked, hosted
from yimi.rooms.projects.queries.money import allotments_for, imbalances, name_of_allotment
from yimi.rooms.projects.queries.reckoning import Reckoning, reckoning
from yimi.rooms.projects.queries.requests import consent_reminder, family_of, persons_of, similar_requests
from yimi.rooms.projects.queries.sessions import Page, SessionFilter, find_sessions, page_after
from yimi.rooms.projects.queries.staffing import outing_of
from yimi.rooms.projects.queries.today import Waiting, late_sessions, waiting_for

__all__ = [
    "Page",
    "Reckoning",
    "SessionFilter",
    "Waiting",
    "allotments_for",
    "consent_reminder",
    "family_of",
    "find_sessions",
    "holds_contract",
    "host_asked",
    "hosted",
    "imbalances",
    "invited",
    "late_sessions",
    "name_of_allotment",
    "offers_of",
    "outing_of",
    "page_after",
    "persons_of",
    "reckoning",
    "related_to_provider",
    "signals",
    "similar_requests",
    "waiting_for",
]
