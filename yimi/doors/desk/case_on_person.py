"""What casework says on a person's page, to those who answer for it."""

from __future__ import annotations

from typing import Any

from yimi.doors.desk.asked import Asked
from yimi.rooms.casework.models.scope import WORKERS
from yimi.rooms.casework.queries import cases
from yimi.rooms.casework.queries.hands import last_note
from yimi.rooms.people.models import Person


def context(request: Asked, person: Person) -> dict[str, Any]:
    reach = request.reach
    works = reach.covers(person.division_id, *WORKERS)
    found = cases.of_person(person, reach) if reach.has(*WORKERS) else []
    there = person.deceased_on is None and person.merged_into_id is None
    return {
        "cases": found,
        "shows_cases": works or bool(found),
        "may_open_case": works and there and not any(each.is_open and not each.is_group for each in found),
        "handed": last_note(person, reach) if works else None,
    }
