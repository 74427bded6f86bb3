"""Two files of one person and the way back: nothing is lost, whatever the order (A0-04)."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.forms.models import model_to_dict

from tests.cast import BY, Cast
from tests.rooms.people.sheets import an_id
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.people.actions import (
    add_household,
    add_person,
    give_consent,
    merge_person,
    record_death,
    set_category,
    unmerge_person,
)
from yimi.rooms.people.models import Merge, Person
from yimi.rooms.people.queries import consented
from yimi.rooms.people.queries.rights import files_of

BORN = date(1950, 3, 8)


def files(cast: Cast, count: int = 5) -> list[Person]:
    """People of one village, some with numbers, categories, consents and households of their own."""
    made = []
    for number in range(count):
        given: dict[str, Any] = {"id_number": an_id(number)} if number % 2 else {"birth_date": BORN}
        person = add_person(name=f"王{'甲乙丙丁戊'[number]}", division=cast.xinhua, by=BY, **given)
        if number % 3 == 0:
            set_category(
                person=person, category="dibao", valid_from=BORN, source="批文", by=cast.station_zhou
            )
        give_consent(person=person, use="photo", given_by="self", by=cast.station_zhou)
        add_household(division=cast.xinhua, head=person, members=[person], by=BY)
        made.append(person)
    return made


def state() -> dict[int, Any]:
    return {each.pk: model_to_dict(each) for each in Person.objects.all()}


@pytest.mark.parametrize("seed", range(12))
def test_any_order_of_merging_and_parting_loses_nothing_and_ends_where_it_began(
    cast: Cast, seed: int
) -> None:
    dice = random.Random(seed)
    people = files(cast)
    before = state()
    running: dict[int, int] = {}
    for _step in range(24):
        one, other = dice.sample(people, 2)
        try:
            with transaction.atomic():
                if dice.random() < 0.6:
                    merge_person(person=one, into=other, by=cast.station_zhou)
                    running[one.pk] = other.pk
                else:
                    unmerge_person(person=one, reason="不是一个人", by=cast.station_zhou)
                    running.pop(one.pk)
        except (Refusal, Stale):
            pass
        now = dict(Person.objects.exclude(merged_into=None).values_list("pk", "merged_into"))
        assert now == running  # what was refused changed nothing
        roots = set(Person.objects.present().values_list("pk", flat=True))
        assert roots == {each.pk for each in people} - set(running)
        histories = [files_of(Person.objects.get(pk=pk)) for pk in sorted(roots)]
        assert sorted(pk for each in histories for pk in each) == sorted(
            before
        )  # each file in one history, no circle
    for pk in list(running):
        unmerge_person(person=Person.objects.get(pk=pk), reason="拆开", by=cast.station_zhou)
    assert state() == before
    assert not Merge.objects.filter(parted_at=None).exists()
    assert consented([each.pk for each in people], "photo") == {each.pk for each in people}


def test_two_numbers_are_two_people_and_parting_needs_a_reason(cast: Cast) -> None:
    people = files(cast)
    with pytest.raises(Refusal, match="不同"):
        merge_person(person=people[1], into=people[3], by=cast.station_zhou)
    merge_person(person=people[0], into=people[1], by=cast.station_zhou)
    with pytest.raises(Refusal, match="为什么"):
        unmerge_person(person=people[0], reason=" ", by=cast.station_zhou)
    for user in (cast.village_li, cast.station_head_wu, cast.stranger):
        with pytest.raises(NotYours):
            unmerge_person(person=people[0], reason="拆", by=user)
    with pytest.raises(Stale):
        unmerge_person(person=people[1], reason="拆", by=cast.station_zhou)


def test_a_number_that_another_file_took_meanwhile_is_said_and_nothing_is_parted(cast: Cast) -> None:
    one = add_person(name="王甲", division=cast.xinhua, id_number=an_id(1), by=BY)
    other = add_person(name="王甲", division=cast.xinhua, birth_date=BORN, by=BY)
    merge_person(person=one, into=other, by=cast.station_zhou)
    add_person(name="王甲", division=cast.xinhua, id_number=an_id(1), by=BY)  # filed once more since
    with pytest.raises(Refusal, match="已有一人"), transaction.atomic():
        unmerge_person(person=one, reason="拆", by=cast.station_zhou)
    one.refresh_from_db()
    assert one.merged_into == other


def test_who_died_stays_dead_through_both(cast: Cast) -> None:
    one, other, *_rest = files(cast)
    record_death(person=other, on=date(2026, 1, 1), by=BY)
    merge_person(person=one, into=other, by=cast.station_zhou)
    unmerge_person(person=one, reason="拆", by=cast.station_zhou)
    assert set(Person.objects.present().values_list("pk", flat=True)) >= {one.pk}
    assert Person.objects.get(pk=other.pk).deceased_on == date(2026, 1, 1)
