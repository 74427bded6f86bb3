"""How fast an alert is answered, and by whom it may be closed (D7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from yimi.rooms.care.states import Colour, Level, Rule

#: The level each rule raises; an overdue visit of a red person is P1 (D7).
LEVELS: dict[str, Level] = {
    "AL01": Level.P2, "AL02": Level.P1, "AL03": Level.P2, "AL04": Level.P2, "AL05": Level.P1,
    "AL06": Level.P1, "AL07": Level.P2, "AL08": Level.P3, "AL09": Level.P3, "AL10": Level.P2,
    "AL11": Level.P2, "AL12": Level.P2, "AL13": Level.P0, "AL14": Level.P1, "AL15": Level.P2,
}  # fmt: skip
#: Rules a person reports; the others are found by the nightly job or while a visit is recorded.
REPORTED = tuple(
    rule
    for rule in Rule
    if rule not in (Rule.OVERDUE, Rule.NOT_MET, Rule.BENEFIT, Rule.AGE, Rule.REPEATED, Rule.REPORT)
)
#: Ages at which what somebody is entitled to changes (AL09).
NODES = (16, 18, 60, 80)
#: Alerts of these levels are closed by the station's head or the county, not by a colleague.
GRAVE = frozenset({Level.P0, Level.P1})


def level_of(rule: str, colour: str | None) -> Level:
    """The level of a rule for a person of this colour (None: no colour yet)."""
    if rule == Rule.OVERDUE and colour == Colour.RED:
        return Level.P1
    return LEVELS[rule]


def strictest(by_level: datetime, by_colour: datetime | None) -> datetime:
    """The clock of the level or of the person's colour, whichever ends first (D6, D7)."""
    return by_level if by_colour is None else min(by_level, by_colour)


def escalation_due(due_at: datetime, *, now: datetime) -> int:
    """How far up an unanswered alert has to be told: 0 nobody, 1 the head once late, 2 the county a day later."""
    if now <= due_at:
        return 0
    return 1 if now <= due_at + timedelta(hours=24) else 2
