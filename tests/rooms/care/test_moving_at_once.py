"""Two writers meet at a move: one wins, the other is told, and the roll-ups equal what is counted anew."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from tests.cast import BY
from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.care import actions as care
from yimi.rooms.care.models import Standing, Window
from yimi.rooms.people import actions
from yimi.rooms.people.models import Household, Person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*work: Callable[[], Any]) -> list[str]:
    """How each ended: done, or in a sentence."""
    meet = Barrier(len(work))

    def run(each: Callable[[], Any]) -> str:
        try:
            with clock.frozen(MONDAY):
                meet.wait(timeout=20)
                each()
            return "done"
        except Refusal as refusal:
            assert isinstance(refusal, Stale)
            return str(refusal.message)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return [done.result(timeout=60) for done in [pool.submit(run, each) for each in work]]


def one_won(ended: list[str], said: str) -> None:
    assert sorted(ended, key=len)[0] == "done"
    assert said in sorted(ended, key=len)[1]


def test_of_two_who_move_one_person_the_second_is_told_and_everything_is_counted_once(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, "L1", "F3")
    villages = (ward.cast.changping, ward.cast.puhua)
    seen = [Person.objects.get(pk=person.pk) for _each in villages]
    one_won(
        at_once(
            *(
                lambda who=who, to=to: actions.correct_person(
                    person=who, changes={"division": to}, by=ward.cast.business_he
                )
                for who, to in zip(seen, villages, strict=True)
            )
        ),
        "迁到别处",
    )
    person.refresh_from_db()
    assert person.division in villages
    assert Standing.objects.get(person=person).division_id == person.division_id
    assert set(Window.objects.values_list("division_id", flat=True)) <= {person.division_id}
    assert care.recount(by=System("test")) == 0


def test_of_two_households_that_take_in_one_person_one_does(ward: Ward) -> None:
    person = ward.elder()
    homes = [
        actions.add_household(division=ward.cast.xinhua, head=each, members=[each], by=BY)
        for each in (ward.elder("王大"), ward.elder("李大"))
    ]
    seen = [Person.objects.get(pk=person.pk) for _each in homes]
    one_won(
        at_once(
            *(
                lambda who=who, to=to: actions.join_household(
                    household=to, persons=[who], by=ward.cast.station_zhou
                )
                for who, to in zip(seen, homes, strict=True)
            )
        ),
        "迁到别处",
    )
    person.refresh_from_db()
    assert person.household in homes
    assert care.recount(by=System("test")) == 0


def test_of_two_who_write_one_address_the_second_looks_first(ward: Ward) -> None:
    head = ward.elder()
    home = actions.add_household(division=ward.cast.xinhua, head=head, members=[head], by=BY)
    seen = [Household.objects.get(pk=home.pk) for _each in range(2)]
    one_won(
        at_once(
            *(
                lambda who=who, text=text: actions.correct_household(
                    household=who, address=text, by=ward.cast.station_zhou
                )
                for who, text in zip(seen, ("三组 12 号", "四组 7 号"), strict=True)
            )
        ),
        "改过这一户",
    )
