"""Arithmetic and predicates of the register; no database."""

from __future__ import annotations

from datetime import date

#: Full age, Law on the Protection of Minors art. 2 (B6).
MAJORITY = 18


def age_on(birth: date, day: date) -> int:
    """Full years on `day`. Born on 29 February one turns on 1 March in a common year (domain D8)."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
