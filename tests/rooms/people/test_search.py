from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.rooms.people.sheets import an_id
from yimi.kernel.reach import Reach
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import add_household, add_person, record_death, set_category
from yimi.rooms.people.models import Household, Person
from yimi.rooms.people.queries import is_sensitive, minors_among, running_categories, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cast: Cast) -> dict[str, Person]:
    def filed(number: int, name: str, division: object, phone: str = "") -> Person:
        return add_person(
            name=name,
            division=division,
            id_number=an_id(number),
            phone=phone,
            by=cast.business_he,  # type: ignore[arg-type]
        )

    return {
        "xiuying": filed(1, "王秀英", cast.xinhua, "19900001111"),
        "xiufen": filed(2, "王秀芬", cast.changping),
        "guihua": filed(3, "罗桂花", cast.puhua, "19900001111"),
    }


def names(found: object) -> list[str]:
    return sorted(person.name for person in found)  # type: ignore[attr-defined]


def test_the_station_finds_by_number_phone_name_part_of_the_name_and_initials(
    cast: Cast, people: dict[str, Person]
) -> None:
    mine = reach(cast.station_zhou)
    assert names(search(mine, an_id(1))) == ["王秀英"]
    assert names(search(mine, f" {an_id(2)[:6]} {an_id(2)[6:].lower()} ")) == ["王秀芬"]
    assert names(search(mine, "199-0000-1111")) == ["王秀英"]
    assert names(search(mine, "王秀")) == ["王秀芬", "王秀英"]
    assert names(search(mine, "秀芬")) == ["王秀芬"]
    assert names(search(mine, "WX")) == ["王秀芬", "王秀英"]
    assert names(search(mine, "wxy")) == ["王秀英"]


def test_part_of_a_number_finds_nobody_and_nothing_finds_nothing(
    cast: Cast, people: dict[str, Person]
) -> None:
    mine = reach(cast.business_he)
    for text in ("990101", an_id(1)[:17], an_id(1)[-4:], "1990000", "", "   ", "%", "_", "'"):
        assert names(search(mine, text)) == [], text


def test_the_dead_are_not_found(cast: Cast, people: dict[str, Person]) -> None:
    record_death(person=people["xiuying"], on=date(2026, 1, 5), by=cast.village_li)
    assert names(search(reach(cast.station_zhou), "秀英")) == []


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("village_li", ["王秀英"]),
        ("village_zhao", ["罗桂花"]),
        ("station_zhou", ["王秀芬", "王秀英"]),
        ("station_head_wu", ["罗桂花"]),
        ("business_he", ["王秀芬", "王秀英", "罗桂花"]),
        ("reviewer_chen", ["王秀芬", "王秀英", "罗桂花"]),
        ("leader_tang", ["王秀芬", "王秀英", "罗桂花"]),
        ("finance_qian", []),
        ("editor_lin", []),
        ("provider_a_manager", []),
        ("provider_a_worker", []),
        ("sysadmin", []),
        ("secadmin", []),
        ("auditor", []),
        ("stranger", []),
    ],
)
def test_everybody_sees_their_own_area_and_providers_never_anybody(
    cast: Cast, people: dict[str, Person], who: str, seen: list[str]
) -> None:
    mine = reach(getattr(cast, who))
    assert names(Person.objects.visible_to(mine)) == seen
    assert names(search(mine, "19900001111")) == [name for name in seen if name in ("王秀英", "罗桂花")]


def test_without_a_hat_there_is_nobody_and_no_household(cast: Cast, people: dict[str, Person]) -> None:
    add_household(division=cast.xinhua, by=cast.village_li)
    assert names(Person.objects.visible_to(Reach.nothing())) == []
    assert Household.objects.visible_to(Reach.nothing()).count() == 0
    assert Household.objects.visible_to(reach(cast.provider_a_manager)).count() == 0
    assert Household.objects.visible_to(reach(cast.village_li)).count() == 1


def test_a_search_costs_one_query_whatever_it_finds(
    cast: Cast, people: dict[str, Person], django_assert_num_queries: object
) -> None:
    mine = reach(cast.business_he)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert [person.division.name for person in search(mine, "王")] != []


def test_minors_and_mental_disorder_patients_are_sensitive_and_others_are_not(
    cast: Cast, people: dict[str, Person]
) -> None:
    child = add_person(name="王小满", division=cast.xinhua, birth_date=date(2016, 5, 1), by=cast.village_li)
    assert is_sensitive(child)
    assert not is_sensitive(people["xiuying"])
    set_category(
        person=people["xiuying"],
        category="smd_patient",
        valid_from=date(2026, 1, 1),
        source="卫健系统",
        by=cast.station_zhou,
    )
    assert is_sensitive(people["xiuying"])
    assert minors_among([child.pk, people["xiuying"].pk], date(2026, 11, 22)) == {child.pk}


def test_a_village_does_not_see_who_is_enrolled_as_a_patient(cast: Cast, people: dict[str, Person]) -> None:
    person = people["xiuying"]
    for category in ("smd_patient", "dibao"):
        set_category(
            person=person, category=category, valid_from=date(2026, 1, 1), source="系统", by=cast.station_zhou
        )
    on = date(2026, 11, 22)
    assert running_categories([person.pk], reach(cast.village_li), on) == {person.pk: ["dibao"]}
    assert running_categories([person.pk], reach(cast.station_zhou), on) == {
        person.pk: ["dibao", "smd_patient"]
    }
    assert running_categories([person.pk], reach(cast.station_zhou), date(2025, 1, 1)) == {}
