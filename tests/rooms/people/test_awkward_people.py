"""People and places that are not as forms like them: each with what happens and a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import BY, Cast
from tests.rooms.people.sheets import a_row, an_id
from tests.rooms.people.test_import import messages, staged
from yimi.kernel import clock
from yimi.kernel.errors import Refusal
from yimi.kernel.ids import id18_check
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import (
    add_household,
    add_person,
    correct_person,
    join_household,
    leave_household,
    start_round,
)
from yimi.rooms.people.models import Membership, Person, SurveyForm
from yimi.rooms.people.queries import said_of, search, who_is_alike
from yimi.rooms.people.queries.memberships import living_in
from yimi.rooms.people.queries.surveys import coverage, red_list
from yimi.rooms.places.actions import merge_division

pytestmark = pytest.mark.django_db


def test_born_on_the_29th_of_february_one_comes_of_age_on_the_first_of_march(cast: Cast) -> None:
    first = "99010120080229001"
    person = add_person(name="闰月", division=cast.xinhua, id_number=first + id18_check(first), by=BY)
    assert person.birth_date == date(2008, 2, 29)
    assert person.is_minor(date(2026, 2, 28)) and not person.is_minor(date(2026, 3, 1))
    with pytest.raises(Refusal, match="出生日期不存在"):
        bad = "99010120070229001"
        add_person(name="平年", division=cast.xinhua, id_number=bad + id18_check(bad), by=BY)


def test_a_merged_village_keeps_its_people_seen_surveyed_and_found(cast: Cast) -> None:
    person = add_person(name="王秀英", division=cast.changping, birth_date=date(1950, 3, 8), by=BY)
    add_household(division=cast.changping, head=person, members=[person], by=BY)
    merge_division(old=cast.changping, into=cast.xinhua, on=clock.today(), by=BY)
    mine = reach(cast.station_zhou)
    assert Person.objects.visible_to(mine).get() == person
    assert list(search(mine, "王秀英")) == [person]
    survey = start_round(
        division=cast.lishui,
        title="秋",
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 9, 30),
        by=cast.station_head_ma,
    )
    assert [each.total for each in coverage(mine, survey, cast.lishui.stem)] == [1]
    assert red_list(mine, survey, cast.lishui.stem).count() == 1
    person = Person.objects.get(pk=person.pk)
    moved = correct_person(person=person, changes={"division": cast.xinhua}, by=cast.station_zhou)
    assert moved.division_id == cast.xinhua.code
    assert list(search(reach(cast.village_li), "王秀英")) == [person]


def test_a_member_of_two_households_lives_in_the_main_one_and_is_surveyed_once(cast: Cast) -> None:
    people = [
        add_person(name=name, division=cast.xinhua, birth_date=date(1950, 3, 8), by=BY)
        for name in ("王大", "李大", "两头住")
    ]
    one = add_household(division=cast.xinhua, head=people[0], members=[people[0], people[2]], by=BY)
    other = add_household(division=cast.xinhua, head=people[1], members=[people[1]], by=BY)
    both = Person.objects.get(pk=people[2].pk)
    join_household(household=other, persons=[both], second=True, by=BY)
    both.refresh_from_db()
    assert (
        both.household == one
        and [each.person for each in living_in(other, reach(cast.station_zhou))][-1] == both
    )
    survey = start_round(
        division=cast.xinhua,
        title="秋",
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 9, 30),
        by=cast.station_head_ma,
    )
    assert SurveyForm.objects.filter(round=survey).count() == 2  # a form a household, none for a person twice
    alone = add_person(name="没有户", division=cast.xinhua, birth_date=date(1950, 3, 8), by=BY)
    with pytest.raises(Refusal, match="先编入平时住的那一户"):
        join_household(household=other, persons=[alone], second=True, by=BY)
    leave_household(person=both, by=BY)  # out of the main one: where they lived too is home now
    both.refresh_from_db()
    assert both.household == other and not Membership.objects.filter(person=both, is_second=True).exists()


def test_twins_with_one_phone_are_two_people_and_each_is_shown_beside_the_other(cast: Cast) -> None:
    given = {"division": cast.xinhua, "birth_date": date(2015, 6, 1), "phone": "19900001111", "by": BY}
    one, other = (add_person(name=name, **given) for name in ("陈春", "陈夏"))  # type: ignore[arg-type]
    assert one.pk != other.pk and one.phone_index == other.phone_index
    mine = reach(cast.station_zhou)
    assert {each.pk for each in search(mine, "19900001111")} == {one.pk, other.pk}
    alike = who_is_alike(mine, "500114", said_of(name="陈秋", phone="19900001111", division=cast.xinhua))
    assert {each.person.pk for each in alike.shown} == {
        one.pk,
        other.pk,
    }  # shown, and the third is filed all the same
    add_person(name="陈秋", **given)  # type: ignore[arg-type]
    assert Person.objects.count() == 3


def test_an_unknown_day_of_birth_is_asked_for_and_said_in_a_sheet(cast: Cast) -> None:
    with pytest.raises(Refusal, match="至少填一项"):
        add_person(name="王秀英", division=cast.xinhua, by=BY)
    batch = staged(cast, [a_row(1, 身份证号="", 出生日期="1950-00-00"), a_row(2, 身份证号="", 出生日期="")])
    said = messages(batch)
    assert "看不懂这个日期" in said[0] and "要填写出生日期" in said[1]


@pytest.mark.parametrize(
    ("number", "said"),
    [("990101500308123", "应为18位"), (an_id(1)[:17] + ("1" if an_id(1)[17] != "1" else "2"), "校验不符")],
)
def test_old_numbers_of_fifteen_digits_and_wrong_checksums_are_refused_with_what_to_do(
    cast: Cast, number: str, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        add_person(name="王秀英", division=cast.xinhua, id_number=number, by=BY)
    batch = staged(cast, [a_row(1, 身份证号=number), a_row(2)])
    assert said in messages(batch)[0] and batch.rows_good == 1  # the other rows come in
