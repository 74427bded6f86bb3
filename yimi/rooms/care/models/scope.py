"""Who is responsible: colours and alerts are seen by them alone (E14). No hats, no rows."""

from __future__ import annotations

from django.db.models import Q

from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import STATION, VILLAGE, Role

#: Those who answer for everybody in need of their area: the town's station, the county's business section.
#: The village is absent on purpose: it meets a person whom it was named for, and nobody's colour besides.
RESPONSIBLE: frozenset[str] = frozenset({*STATION, Role.COUNTY_BUSINESS})
#: Who meets people: the station, and the village's child director or committee member.
VISITORS: frozenset[str] = frozenset({*STATION, *VILLAGE})
#: Whose word lowers a colour, hands people over and closes a grave alert.
HEADS: frozenset[str] = frozenset({Role.STATION_HEAD, Role.COUNTY_BUSINESS})

COUNTY_DIGITS, TOWN_DIGITS = 6, 9


def of_persons(reach: Reach, person: str = "person__") -> Q:
    """Rows about persons of one's area; `person` leads to the person."""
    return reach.within(f"{person}division__code", *RESPONSIBLE)


def named_for(reach: Reach, field: str, person: str = "person__") -> Q:
    """Rows that name the asker, as long as they serve where the person lives."""
    if reach.user_id is None:
        return Q(pk__in=[])
    return Q(**{field: reach.user_id}) & reach.within(f"{person}division__code", *VISITORS)


def in_area(reach: Reach) -> Q:
    """Rows that carry `county`, `town`, `division` and `worker` themselves: what `of_persons | named_for` sees.

    A town and a county are asked by equality, so that a list in the order of an index is walked; what one was named
    for is asked only where one's area does not hold it anyway.
    """
    wide = reach.stems(*RESPONSIBLE)
    found = Q(pk__in=[])
    for stem in wide:
        found |= _at(stem)
    if reach.user_id is not None:
        for stem in reach.stems(*VISITORS):
            if not stem.startswith(wide or ("-",)):
                found |= Q(worker=reach.user_id) & _at(stem)
    return found


def _at(stem: str) -> Q:
    if len(stem) == COUNTY_DIGITS:
        return Q(county=stem)
    if len(stem) == TOWN_DIGITS:
        return Q(town=stem)
    inside = Q(division__code__startswith=stem)
    return inside & Q(town=stem[:TOWN_DIGITS]) if len(stem) > TOWN_DIGITS else inside
