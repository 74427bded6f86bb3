"""Who may take part in a joint task, who may lead it, and when a promise has to be told upward (A1-27)."""

from __future__ import annotations

from datetime import date, timedelta

from yimi.rooms.accounts.states import STATION, VILLAGE, Role
from yimi.rooms.network.states import OrganisationKind

#: Who answers for an organisation that was asked; everybody else of it sees nothing of the task.
PARTNERS: frozenset[str] = frozenset(
    {*VILLAGE, *STATION, Role.PROVIDER_MANAGER, Role.COUNTY_BUSINESS, Role.COUNTY_LEADER}
)
#: Who may lead: public bodies alone. Who is paid for a part does not decide that it was done.
LEADERS: frozenset[str] = PARTNERS - {Role.PROVIDER_MANAGER}
LEADING_KINDS = frozenset(
    {OrganisationKind.STATION, OrganisationKind.BUREAU, OrganisationKind.VILLAGE_COMMITTEE}
)


def escalation_of(due_on: date, today: date, after_days: int) -> int:
    """How far up a promise must be told: 0 nobody, 1 the partner and the lead once its day is over, 2 the head and
    the county `after_days` later."""
    if today <= due_on:
        return 0
    return 1 if today <= due_on + timedelta(days=after_days) else 2
