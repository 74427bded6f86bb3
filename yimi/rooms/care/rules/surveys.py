"""What a survey says that is a warning (D7): which tick raises which rule."""

from __future__ import annotations

from yimi.rooms.care.states import Rule
from yimi.rooms.people.states import Change

#: AL03 member change, AL04 income and medical cost, AL05 school, AL07 hazard, AL10 discharge, AL13 mandatory report.
RAISED: dict[str, Rule] = {
    Change.MEMBER: Rule.MEMBER,
    Change.INCOME: Rule.INCOME,
    Change.MEDICAL: Rule.INCOME,
    Change.SCHOOL: Rule.SCHOOL,
    Change.HAZARD: Rule.HAZARD,
    Change.DISCHARGE: Rule.DISCHARGE,
    Change.HARM: Rule.REPORT,
}
