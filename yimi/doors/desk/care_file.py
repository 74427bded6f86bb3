"""What care says on a person's page: the colour with its sentence, to those who answer for the person."""

from __future__ import annotations

from typing import Any

from yimi.doors.desk.asked import Asked
from yimi.rooms.care.models import CareGroup, Hazard
from yimi.rooms.care.models.scope import RESPONSIBLE, VISITORS
from yimi.rooms.care.queries import alerts, colours, policies, visits
from yimi.rooms.people.models import Person


def context(request: Asked, person: Person) -> dict[str, Any]:
    reach = request.reach
    standing = colours.standing_of(person, reach)
    responsible = reach.covers(person.division_id, *RESPONSIBLE)
    there = person.deceased_on is None and person.merged_into_id is None
    return {
        "standing": standing,
        "shows_care": responsible or standing is not None,
        "may_assess": responsible and there,
        "proposal": colours.proposal_of(person, reach) if responsible else None,
        "household_colour": colours.household_colour(person, reach),
        "next_window": visits.next_window(person, reach) if standing else None,
        "open_alerts": list(alerts.live(reach).filter(person=person)[:5]),
        "visits": visits.visits_of(person, reach),
        "may_visit": there and reach.covers(person.division_id, *VISITORS, *RESPONSIBLE),
        "care_groups": list(CareGroup.objects.visible_to(reach).running().filter(person=person)),
        "hazards_open": list(Hazard.objects.visible_to(reach).open().filter(person=person)[:5]),
        "hints": policies.hints(person, reach) if responsible and there else [],
        "colour_changes": colours.changes_of(person) if responsible else [],
    }
