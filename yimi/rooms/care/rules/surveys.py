"""What a survey says that is a warning (D7): which tick raises which rule."""

from __future__ import annotations

from yimi.rooms.care.states import Rule
from yimi.rooms.people.states import Change

#: AL03 member change, AL04 income and medical cost, AL05 school, AL10 discharge, AL13 mandatory report.
#: A ticked hazard is filed as one; open for a week it becomes AL07.
RAISED: dict[str, Rule] = {
    Change.MEMBER: Rule.MEMBER,
    Change.INCOME: Rule.INCOME,
    Change.MEDICAL: Rule.INCOME,
    Change.SCHOOL: Rule.SCHOOL,
    Change.DISCHARGE: Rule.DISCHARGE,
    Change.HARM: Rule.REPORT,
}
