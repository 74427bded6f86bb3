"""Who lived where, from when to when and why: in, out, two homes, one household into two and two into one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import BY, Cast
from tests.rooms.people.sheets import a_row
from tests.rooms.people.test_import import staged
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import (
    accept_batch,
    add_household,
    add_person,
    correct_person,
    join_household,
    leave_household,
    merge_households,
    merge_person,
    record_death,
    set_kin,
    split_household,
    undo_batch,
    unmerge_person,
)
from yimi.rooms.people.models import Household, Membership, Person
from yimi.rooms.people.queries.memberships import homes_of, lived_in, living_in

pytestmark = pytest.mark.django_db
BORN = date(1980, 3, 8)


def filed(cast: Cast, name: str) -> Person:
    return add_person(name=name, division=cast.xinhua, birth_date=BORN, by=BY)


def home(cast: Cast, *names: str) -> tuple[Household, list[Person]]:
    people = [filed(cast, name) for name in names]
    return add_household(division=cast.xinhua, head=people[0], members=people, by=BY), people


def rows(person: Person) -> list[tuple[object, ...]]:
    found = Membership.objects.filter(person=person).order_by("pk")
    return list(found.values_list("household", "came", "since", "left", "until", "is_second"))


def agree() -> None:
    """What the transaction's end would say."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_who_moves_leaves_one_row_ended_and_one_begun_on_the_same_day(cast: Cast) -> None:
    old, (_head, wife) = home(cast, "王大山", "李桂英")
    new, _people = home(cast, "赵谷")
    day = clock.today() - timedelta(days=3)
    wife.refresh_from_db()
    join_household(household=new, persons=[wife], since=day, why="married", by=cast.village_li)
    assert rows(wife) == [
        (old.pk, "filed", None, "moved", day, False),
        (new.pk, "married", day, "", None, False),
    ]
    agree()
    mine = reach(cast.village_li)
    assert [name for _row, name in lived_in(old, mine)] == ["李桂英"]
    assert {row.person.name for row in living_in(new, mine)} == {"赵谷", "李桂英"}
    wife.refresh_from_db()
    join_household(household=new, persons=[wife], by=cast.village_li)  # there already: nothing happens
    assert len(rows(wife)) == 2
    with pytest.raises(Refusal, match="来的日期以后"):
        leave_household(person=wife, on=day - timedelta(days=1), by=cast.village_li)
    with pytest.raises(Refusal, match="今天以后"):
        join_household(household=old, persons=[wife], since=clock.today() + timedelta(days=1), by=BY)


def test_the_database_refuses_a_household_that_no_membership_says(cast: Cast) -> None:
    _home, (head,) = home(cast, "王大山")
    other, _people = home(cast, "赵谷")
    for change in ({"household": None}, {"household": other}):
        with pytest.raises(IntegrityError, match="running membership"), transaction.atomic():
            Person.objects.filter(pk=head.pk).update(**change)
            agree()
    with pytest.raises(IntegrityError, match="running membership"), transaction.atomic():
        Membership.objects.filter(person=head).delete()
        agree()
    with pytest.raises(IntegrityError, match="membership_one_main"), transaction.atomic():
        Membership.objects.create(
            household=other, person=head, came="moved", entered_at=clock.now(), entered_by="test"
        )


def test_death_and_correction_end_what_was(cast: Cast) -> None:
    one, (head, wife) = home(cast, "王大山", "李桂英")
    died = clock.today() - timedelta(days=2)
    record_death(person=head, on=died, by=cast.village_li)
    head.refresh_from_db()
    assert head.household is None and rows(head) == [(one.pk, "filed", None, "died", died, False)]
    other, _people = home(cast, "赵谷")
    wife.refresh_from_db()
    correct_person(person=wife, changes={"household": other}, by=cast.village_li)
    assert [row[:2] for row in rows(wife)] == [(one.pk, "filed"), (other.pk, "moved")]
    agree()


def test_a_household_is_split_and_merged_again_and_everybodys_way_is_kept(cast: Cast) -> None:
    one, (head, son, wife) = home(cast, "王大山", "王小山", "李小英")
    for person in (son, wife):
        person.refresh_from_db()
    made = split_household(
        household=one, persons=[son, wife], head=son, address="三组 1 号", by=cast.village_li
    )
    assert made.code19 != one.code19 and made.head == son
    assert [row[1:4:2] for row in rows(son)] == [("filed", "split"), ("split", "")]
    set_kin(household=made, person=wife, kin="spouse", by=cast.village_li)
    with pytest.raises(Refusal, match="全户"):
        split_household(household=one, persons=[Person.objects.get(pk=head.pk)], by=cast.village_li)
    merge_households(household=made, into=one, by=cast.village_li)
    made.refresh_from_db()
    assert made.merged_into == one and made.head is None and made.merged_by
    assert set(Person.objects.filter(household=one)) == {head, son, wife}
    assert len(rows(son)) == 3 and rows(son)[-1][:2] == (one.pk, "merged")
    agree()
    with pytest.raises(Stale, match="已经并入"):
        join_household(household=made, persons=[Person.objects.get(pk=son.pk)], by=cast.village_li)
    with pytest.raises(NotYours):
        split_household(household=one, persons=[Person.objects.get(pk=son.pk)], by=cast.village_zhao)


def test_an_import_writes_memberships_and_taking_it_back_takes_them(cast: Cast) -> None:
    sheet = [a_row(1, 姓名="王建国", 户主="本人"), a_row(2, 姓名="李梅", 户主="王建国")]
    batch = accept_batch(batch=staged(cast, sheet), by=cast.village_li)
    assert Membership.objects.filter(came="filed", ended_at=None).count() == 2
    assert Membership.objects.get(kin="head").person.name == "王建国"
    agree()
    moved = Person.objects.get(name="李梅")
    other, _people = home(cast, "赵谷")
    join_household(household=other, persons=[moved], by=cast.village_li)
    undo_batch(batch=batch, by=cast.village_li)
    agree()
    assert not Person.objects.filter(name="王建国").exists()
    moved.refresh_from_db()
    assert moved.household == other and len(rows(moved)) == 2  # somebody has worked with it: it stays


def test_merging_files_moves_no_membership_and_parting_shows_them_apart(cast: Cast) -> None:
    one, (first,) = home(cast, "王大山")
    other, (second,) = home(cast, "王大山")
    merge_person(person=second, into=first, by=cast.station_zhou)
    assert {row.household_id for row in homes_of(first)} == {one.pk, other.pk}
    assert list(living_in(other, reach(cast.village_li))) == []
    unmerge_person(person=second, reason="两个人", by=cast.station_zhou)
    assert [row.household_id for row in homes_of(first)] == [one.pk]
    assert [row.person for row in living_in(other, reach(cast.village_li))] == [second]
    agree()
