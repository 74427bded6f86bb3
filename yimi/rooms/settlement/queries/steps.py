"""Who still has to sign, and whom a notice of the county goes to."""

from __future__ import annotations

from yimi.kernel import clock
from yimi.rooms.network.models import Assignment
from yimi.rooms.settlement.models import Statement
from yimi.rooms.settlement.states import Step


def stations_of(statement: Statement) -> frozenset[int]:
    """Ids of the stations with a line on the statement (decision 6)."""
    return frozenset(statement.lines.order_by().values_list("station", flat=True).distinct())


def stations_pending(statement: Statement) -> frozenset[int]:
    """Ids of the stations that have not confirmed their lines yet."""
    signed = statement.confirmations.filter(step=Step.STATION).values_list("organisation", flat=True)
    return stations_of(statement) - set(signed)


def officers_of(county: str, *roles: str) -> list[int]:
    """Ids of the users who hold one of the county roles in the county today."""
    found = Assignment.objects.current(clock.today()).filter(organisation__county=county, role__in=roles)
    return sorted(set(found.values_list("user_id", flat=True)))
