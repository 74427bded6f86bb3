from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import Cast
from tests.rooms.people.sheets import an_id
from yimi.kernel.audit import AuditEvent
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.people.actions import (
    add_guardian,
    add_household,
    add_person,
    correct_person,
    merge_person,
    record_death,
)
from yimi.rooms.people.models import Household, Person

pytestmark = pytest.mark.django_db


def a_person(cast: Cast, number: int = 1, **changed: object) -> Person:
    given = {"name": "王秀英", "division": cast.xinhua, "id_number": an_id(number), "by": cast.village_li}
    return add_person(**(given | changed))  # type: ignore[arg-type]


def test_a_number_sets_birth_date_and_sex_and_lies_sealed_in_the_database(cast: Cast) -> None:
    person = a_person(cast, phone="199 0000 1234")
    assert (person.birth_date, person.sex, person.county) == (date(1945, 3, 8), "female", "500114")
    assert (person.masked_name, person.name_pinyin, person.phone) == ("王*英", "wxy", "19900001234")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone, id_index FROM people_person WHERE id = %s", [person.pk])
        sealed = cursor.fetchone()
    assert not any("990101" in column or "19900001234" in column for column in sealed)


def test_the_audit_event_holds_nothing_personal(cast: Cast) -> None:
    a_person(cast, phone="19900001234", note="独居")
    event = AuditEvent.objects.filter(verb="people.add_person").get()
    said = str(event.detail)
    assert not any(word in said for word in ("王秀英", "990101", "19900001234", "独居", "1945"))
    assert event.county == "500114"


def test_nobody_is_filed_twice_in_a_county(cast: Cast) -> None:
    a_person(cast)
    with pytest.raises(Refusal, match="已有一人") as refused:
        a_person(cast, name="王秀莲", division=cast.puhua, by=cast.village_zhao)
    assert refused.value.field == "id_number"
    assert Person.objects.count() == 1


def test_the_database_itself_refuses_a_second_living_file(cast: Cast) -> None:
    first = a_person(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(name="x", division=cast.puhua, county="500114", id_index=first.id_index)


def test_a_person_without_a_number_needs_a_birth_date(cast: Cast) -> None:
    with pytest.raises(Refusal, match="至少填一项"):
        a_person(cast, id_number="")
    person = a_person(cast, id_number="", birth_date=date(2016, 5, 1), sex="male")
    assert person.is_minor(date(2026, 11, 22))
    assert person.age_on(date(2026, 5, 1)) == 10


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "  "}, "填写姓名"),
        ({"id_number": "99010119450308002"}, "18位"),
        ({"id_number": an_id(1)[:-1] + ("0" if an_id(1)[-1] != "0" else "1")}, "校验不符"),
        ({"birth_date": date(1950, 1, 1)}, "不一致"),
        ({"phone": "12345"}, "11 位手机号"),
    ],
)
def test_what_does_not_check_is_refused_with_a_sentence(
    cast: Cast, changed: dict[str, object], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        a_person(cast, **changed)
    assert Person.objects.count() == 0


def test_a_person_is_filed_to_a_village_not_to_a_town(cast: Cast) -> None:
    with pytest.raises(Refusal, match="请选到村"):
        a_person(cast, division=cast.lishui, by=cast.station_zhou)


@pytest.mark.parametrize(
    "who", ["provider_a_manager", "provider_a_worker", "reviewer_chen", "finance_qian", "secadmin"]
)
def test_providers_payers_and_administrators_file_nobody(cast: Cast, who: str) -> None:
    with pytest.raises(NotYours, match="岗位不能登记"):
        a_person(cast, by=getattr(cast, who))


def test_a_village_files_its_own_people_only_and_a_station_its_towns(cast: Cast) -> None:
    for who in (cast.village_zhao, cast.station_head_wu, cast.stranger):
        with pytest.raises(NotYours, match="负责的范围"):
            a_person(cast, by=who)
    assert a_person(cast, by=cast.station_zhou).pk


def test_a_correction_updates_the_indexes_and_a_move_needs_both_ends(cast: Cast) -> None:
    person = a_person(cast)
    person = correct_person(
        person=person, changes={"name": "王秀芬", "phone": "19900004321"}, by=cast.village_li
    )
    assert (person.name_pinyin, "秀芬" in person.name_keys, person.phone) == ("wxf", True, "19900004321")
    with pytest.raises(NotYours):
        correct_person(person=person, changes={"division": cast.puhua}, by=cast.village_li)
    moved = correct_person(person=person, changes={"division": cast.puhua}, by=cast.business_he)
    assert moved.division_id == cast.puhua.code
    with pytest.raises(Refusal, match="不能在这里更正"):
        correct_person(person=person, changes={"county": "510104"}, by=cast.business_he)
    event = AuditEvent.objects.filter(verb="people.correct_person").order_by("id").first()
    assert event is not None
    assert event.detail["fields"] == "name phone"


def test_after_a_death_the_number_is_free_and_the_day_stands(cast: Cast) -> None:
    person = a_person(cast)
    with pytest.raises(Refusal, match="今天以后"):
        record_death(person=person, on=date(2999, 1, 1), by=cast.village_li)
    record_death(person=person, on=date(2026, 1, 5), by=cast.village_li)
    with pytest.raises(Stale, match="2026-01-05"):
        record_death(person=person, on=date(2026, 1, 6), by=cast.village_li)
    assert a_person(cast).pk != person.pk


def test_two_files_of_one_person_are_merged_by_the_station_and_only_once(cast: Cast) -> None:
    kept = a_person(cast)
    double = a_person(cast, id_number="", birth_date=kept.birth_date)
    with pytest.raises(NotYours):
        merge_person(person=double, into=kept, by=cast.village_li)
    merge_person(person=double, into=kept, by=cast.station_zhou)
    double.refresh_from_db()
    assert (double.merged_into_id, double.merged_by_id) == (kept.pk, cast.station_zhou.pk)
    with pytest.raises(Stale):
        merge_person(person=double, into=kept, by=cast.station_zhou)
    other = a_person(cast, 2)
    with pytest.raises(Refusal, match="不是同一个人"):
        merge_person(person=other, into=kept, by=cast.station_zhou)


def test_households_of_a_village_are_numbered_one_after_the_other(cast: Cast) -> None:
    head = a_person(cast)
    first = add_household(division=cast.xinhua, head=head, address="三组", by=cast.village_li)
    second = add_household(division=cast.xinhua, by=cast.village_li)
    assert (first.code19, second.code19) == ("5001141092030000001", "5001141092030000002")
    assert first.head == head
    with pytest.raises(NotYours):
        add_household(division=cast.puhua, by=cast.village_li)
    with pytest.raises(Refusal, match="请选到村"):
        add_household(division=cast.lishui, by=cast.station_zhou)
    assert Household.objects.count() == 2


def test_a_guardian_is_kept_with_the_phone_sealed(cast: Cast) -> None:
    child = a_person(cast, id_number="", birth_date=date(2016, 5, 1))
    guardian = add_guardian(
        person=child, name="王 建国", relation="祖父", phone="19900007777", by=cast.village_li
    )
    assert (guardian.name, guardian.phone) == ("王建国", "19900007777")
    with pytest.raises(Refusal, match="姓名和与本人的关系"):
        add_guardian(person=child, name="王建国", relation=" ", by=cast.village_li)
