"""Predicates and arithmetic of projects; no database. Each predicate returns None or a sentence."""

from __future__ import annotations

from yimi.rooms.projects.rules.callouts import Bidder, Signal
from yimi.rooms.projects.rules.numbers import number
from yimi.rooms.projects.rules.sessions import (
    Outing,
    WalkIn,
    age_band,
    bathing_duties,
    bathing_gap,
    deliverable,
    enough_staff,
    licensed,
    one_a_day,
    record_checked,
    submission_due,
    submitted_late,
    two_places,
)

__all__ = [
    "Bidder",
    "Outing",
    "Signal",
    "WalkIn",
    "age_band",
    "bathing_duties",
    "bathing_gap",
    "deliverable",
    "enough_staff",
    "licensed",
    "number",
    "one_a_day",
    "record_checked",
    "submission_due",
    "submitted_late",
    "two_places",
]
