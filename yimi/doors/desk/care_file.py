"""What care says on a person's page: the colour with its sentence, to those who answer for the person."""

from __future__ import annotations

from typing import Any

from yimi.doors.desk.asked import Asked
from yimi.kernel.reach import Reach
from yimi.rooms.care.models import CareGroup, Hazard, PolicyMatch, Standing
from yimi.rooms.care.models.scope import HEADS, RESPONSIBLE, VISITORS
from yimi.rooms.care.queries import alerts, colours, joint, policies, visits
from yimi.rooms.care.states import Colour
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries.rights import every_file_of


def context(request: Asked, person: Person, categories: set[str], *, alone: bool) -> dict[str, Any]:
    """`categories` are those held today; nobody else lives with who is `alone`."""
    reach = request.reach
    standing = colours.standing_of(person, reach)
    responsible = reach.covers(person.division_id, *RESPONSIBLE)
    there = person.deceased_on is None and person.merged_into_id is None
    return {
        "standing": standing,
        "shows_care": responsible or standing is not None,
        "may_assess": responsible and there,
        "proposal": colours.proposal_of(person, reach) if responsible else None,
        "household_colour": None if alone else colours.household_colour(person, reach),
        "next_window": visits.next_window(person, reach) if standing else None,
        "open_alerts": alerts.of_person(person, reach),
        "visits": visits.visits_of(person, reach),
        "may_visit": there and reach.covers(person.division_id, *VISITORS, *RESPONSIBLE),
        **_of_every_file(person, reach),
        "joint_tasks": joint.of_person(person, reach),
        "hints": _hints(person, reach, standing, categories) if responsible and there else [],
        "is_raised": standing is not None and _is_raised(standing),
        # who reported what is for the head and the county: a colleague sees that the colour changed
        "may_see_report": reach.covers(person.division_id, *HEADS),
        "colour_changes": colours.changes_of(person) if responsible else [],
    }


def _of_every_file(person: Person, reach: Reach) -> dict[str, Any]:
    """Groups and hazards of this file and of every file merged into it."""
    files = every_file_of(person)
    groups = CareGroup.objects.visible_to(reach).running().filter(person__in=files)
    hazards = Hazard.objects.visible_to(reach).open().filter(person__in=files)
    return {"care_groups": list(groups), "hazards_open": list(hazards[:5])}


def _is_raised(standing: Standing) -> bool:
    """Whether the colour is graver than the last assessment's: a report made it so."""
    found = standing.assessment
    return found is not None and Colour(standing.colour).rank < Colour(found.colour).rank


def _hints(person: Person, reach: Reach, standing: Standing | None, held: set[str]) -> list[PolicyMatch]:
    return policies.hints(person, reach, colour=standing.colour if standing else "", categories=held)
