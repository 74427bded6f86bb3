"""Who sees a case: the worker who answers for it, the head of the station there, the county's business section.

Colleagues of the same station do not, unless the case is handed to them. No hats, no rows.
"""

from __future__ import annotations

from django.db.models import Q

from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import STATION, Role

#: Whose word approves a plan, an evaluation, a closure, and hands cases to others.
HEADS: frozenset[str] = frozenset({Role.STATION_HEAD, Role.COUNTY_BUSINESS})
#: Who does casework.
WORKERS: frozenset[str] = frozenset({*STATION, Role.COUNTY_BUSINESS})


def of_cases(reach: Reach, case: str = "") -> Q:
    """Rows of cases one answers for; `case` leads to the case, with its underscores."""
    found = reach.within(f"{case}division__code", *HEADS)
    if reach and reach.user_id is not None:
        mine = Q(**{f"{case}worker": reach.user_id})
        found |= mine & reach.within(f"{case}division__code", *WORKERS)
    return found
