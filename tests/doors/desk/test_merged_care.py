"""Two files of one person: the page that stays shows what happened in both, and parted each shows its own again."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel.errors import Refusal
from yimi.rooms.accounts.models import User
from yimi.rooms.care import actions as care
from yimi.rooms.care.models import CareGroup, Hazard
from yimi.rooms.care.queries import alerts, colours, visits
from yimi.rooms.casework import actions as casework
from yimi.rooms.casework.queries import cases
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import merge_person, unmerge_person
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries.rights import every_file_of, files_of

STEPS = st.lists(st.tuples(st.sampled_from("mmu"), st.integers(0, 2), st.integers(0, 2)), max_size=8)


def looked_after(ward: Ward, name: str) -> Person:
    """A file with a visit, an alert, a colour, a hazard, a group and a case."""
    person, zhou = ward.elder(name), ward.cast.station_zhou
    ward.coloured(person, "L1", "F3")
    care.record_visit(
        person=person,
        mode="home",
        outcome="met",
        visited_at=MONDAY,
        by=zhou,
        client_id=uuid.uuid4(),
        sentence=name,
    )
    care.raise_alert(person=person, rule="AL04", text=name, by=zhou)
    care.find_hazard(person=person, kind="fire", before=name, by=zhou)
    care.open_group(person=person, kind="pair", by=zhou)
    casework.open_case(person=person, by=zhou)
    return person


def history(person: Person, user: User) -> dict[str, set[Any]]:
    """Whose visits, alerts, colours, hazards, groups and cases the page of this file shows."""
    mine, files = reach(user), every_file_of(person)
    return {
        "visits": {each.sentence for each in visits.visits_of(person, mine)},
        "alerts": {each.person_id for each in alerts.of_person(person, mine)},
        "colours": {each.person_id for each in colours.changes_of(person)},
        "hazards": set(
            Hazard.objects.visible_to(mine).filter(person__in=files).values_list("person", flat=True)
        ),
        "groups": set(
            CareGroup.objects.visible_to(mine).filter(person__in=files).values_list("person", flat=True)
        ),
        "cases": {each.person_id for each in cases.of_person(person, mine)},
    }


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_merged_and_parted_each_page_shows_the_files_behind_it(ward: Ward, steps: Any) -> None:
    with transaction.atomic():
        people = [looked_after(ward, name) for name in ("王甲", "王乙", "王丙")]
        names = {each.pk: each.name for each in people}
        for step, one, other in steps:
            try:
                with transaction.atomic():
                    if step == "m":
                        merge_person(person=people[one], into=people[other], by=ward.cast.station_zhou)
                    else:
                        unmerge_person(person=people[one], reason="两个人", by=ward.cast.station_zhou)
            except Refusal:
                continue
            for person in people:
                behind = set(files_of(person))
                shown = history(person, ward.cast.station_zhou)
                assert shown.pop("visits") == {names[pk] for pk in behind}
                assert all(found == behind for found in shown.values()), (shown, behind)
        transaction.set_rollback(True)
