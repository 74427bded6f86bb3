"""The register at the desk: find, open for a purpose, file once, consent, categories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import InternalError, connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.doors.client import StrictClient
from tests.rooms.people.sheets import an_id
from tests.rooms.projects.conftest import Town
from yimi.doors.desk import people
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.rooms.people import actions
from yimi.rooms.people.models import Consent, Person, PersonCategory
from yimi.rooms.projects.actions import name_participants

BORN = date(1945, 3, 8)


def filed(cast: Cast, name: str = "王秀英", **changed: Any) -> Person:
    given: dict[str, Any] = {"name": name, "division": cast.xinhua, "birth_date": BORN, "by": cast.village_li}
    return actions.add_person(**given | changed)


def child(cast: Cast) -> Person:
    return filed(cast, "李小满", birth_date=date(clock.today().year - 8, 5, 1))


def queries_of(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)


def test_nothing_is_listed_until_somebody_is_looked_for(cast: Cast) -> None:
    filed(cast)
    client = StrictClient.of(cast.village_li)
    first = client.get("/desk/people/").content.decode()
    assert "先查再看" in first and "王秀英" not in first
    for asked in ("q=wxy", "q=秀英", f"village={cast.xinhua.code}"):
        assert "王秀英" in client.get(f"/desk/people/?{asked}").content.decode()


def test_a_full_number_finds_and_a_part_of_it_does_not(cast: Cast) -> None:
    filed(cast, id_number=an_id(1), birth_date=None, phone="19900001111")
    client = StrictClient.of(cast.station_zhou)
    for number in (an_id(1), "19900001111"):
        assert "王秀英" in client.post("/desk/people/", {"q": number}, follow=True).content.decode()
        assert "王秀英" in client.htmx("post", "/desk/people/", {"q": number}).content.decode()
    assert "没有找到" in client.post("/desk/people/", {"q": "1990000"}, follow=True).content.decode()


def test_a_number_in_an_address_finds_nobody_and_every_search_form_is_sent_as_a_post(cast: Cast) -> None:
    filed(cast, id_number=an_id(1), birth_date=None, phone="19900001111")
    client = StrictClient.of(cast.station_zhou)
    for number in (an_id(1), "19900001111"):
        said = client.get(f"/desk/people/?q={number}").content.decode()
        assert "王秀英" not in said and number not in said
    for page in ("/desk/people/", "/desk/requests/new/"):
        said = client.get(page).content.decode()
        assert 'hx-post="/desk/p' in said and 'hx-get="/desk/p' not in said
    assert client.get("/desk/picker/people/?q=19900001111").status_code == 405


@pytest.mark.parametrize(
    ("page", "who"), [("people", "station_zhou"), ("cases", "station_zhou"), ("users", "sysadmin")]
)
def test_a_search_is_found_again_by_reload_and_the_way_back_and_stands_in_no_address(
    cast: Cast, page: str, who: str
) -> None:
    filed(cast, id_number=an_id(1), birth_date=None, phone="19900001111")
    client, address = StrictClient.of(getattr(cast, who)), f"/desk/{page}/"
    assert f'method="post" action="{address}"' in client.get(address).content.decode()
    answer = client.post(address, {"q": "19900001111"})
    assert (answer.status_code, answer["Location"]) == (302, f"{address}?kept=1")
    assert client.htmx("post", address, {"q": "19900001111"})["HX-Replace-Url"] == f"{address}?kept=1"
    assert "19900001111" not in str(dict(client.session.items()))  # sealed where it is kept
    for _again in range(2):
        assert 'value="19900001111"' in client.get(f"{address}?kept=1").content.decode()
    assert "19900001111" not in client.get(address).content.decode()  # the menu begins anew
    with clock.frozen(clock.now() + timedelta(minutes=29)):
        client.get(address)  # still there, not idle
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert "19900001111" not in client.get(f"{address}?kept=1").content.decode()


def test_searching_by_post_writes_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    filed(cast)
    client = StrictClient.of(cast.station_zhou)
    client.get("/desk/people/")

    def careless(*_args: object, **_kwargs: object) -> dict[int, list[str]]:
        Person.objects.update(note="written")
        return {}

    monkeypatch.setattr(people.queries, "running_categories", careless)
    with pytest.raises(InternalError, match="read-only"):
        client.post("/desk/people/", {"q": "秀英"})


def test_another_village_another_county_and_a_provider_see_nobody(cast: Cast) -> None:
    person = filed(cast)
    for user in (cast.village_zhao, cast.stranger):
        client = StrictClient.of(user)
        assert "王秀英" not in client.get("/desk/people/?q=wxy").content.decode()
        assert client.get(f"/desk/people/{person.pk}/").status_code == 404
    outsider = StrictClient.of(cast.provider_a_manager)
    assert outsider.get("/desk/people/").status_code == 403
    assert outsider.get(f"/desk/people/{person.pk}/").status_code == 404


def test_the_list_asks_the_same_number_of_questions_for_two_people_and_for_twelve(cast: Cast) -> None:
    client = StrictClient.of(cast.station_zhou)
    address = f"/desk/people/?village={cast.xinhua.code}"
    for number in range(2):
        filed(cast, f"王秀{'甲乙'[number]}")
    client.get(address)  # the first page of a session writes when it was seen
    few = queries_of(lambda: client.get(address))
    for letter in "丙丁戊己庚辛壬癸子丑":
        filed(cast, f"王秀{letter}")
    assert queries_of(lambda: client.get(address)) == few


def test_a_long_list_goes_on_where_the_page_ended(cast: Cast) -> None:
    for number in range(52):
        filed(cast, "王" + chr(0x4E00 + number))
    client = StrictClient.of(cast.village_li)
    asked = {"village": cast.xinhua.code}
    first = client.post("/desk/people/", asked, follow=True)
    assert first.context["onward"].startswith("?kept=1&after=")
    second = client.get(f"/desk/people/{first.context['onward']}")
    seen = [line.person.pk for page in (first, second) for line in page.context["lines"]]
    assert len(seen) == len(set(seen)) == 52


def test_the_number_is_masked_more_in_the_village_than_in_the_station(cast: Cast) -> None:
    person = filed(cast, id_number=an_id(1), birth_date=None)
    village = StrictClient.of(cast.village_li).get(f"/desk/people/{person.pk}/").content.decode()
    station = StrictClient.of(cast.station_zhou).get(f"/desk/people/{person.pk}/").content.decode()
    assert f"{'*' * 14}{an_id(1)[-4:]}" in village
    assert f"990101{'*' * 8}{an_id(1)[-4:]}" in station
    assert an_id(1) not in village + station


def test_a_childs_file_asks_why_and_every_look_is_written_down(cast: Cast) -> None:
    person = child(cast)
    client = StrictClient.of(cast.station_zhou)
    address = f"/desk/people/{person.pk}/"
    gate = client.get(address, follow=True)
    assert "查看前先说明用途" in gate.content.decode() and "李小满" not in gate.content.decode()
    assert not AuditEvent.objects.filter(verb="people.viewed").exists()
    assert client.post(f"{address}purpose/", {"purpose": "service"}).url == address
    client.get(address)
    assert "李小满" in client.get(address).content.decode()
    looks = AuditEvent.objects.filter(verb="people.viewed", subject_id=str(person.pk))
    assert [(look.actor, look.detail) for look in looks] == [("station_zhou", {"purpose": "service"})] * 2


def test_the_purpose_is_asked_again_after_half_an_hour_and_for_another_person(cast: Cast) -> None:
    person, other = child(cast), filed(cast, "李小雨", birth_date=date(clock.today().year - 9, 5, 1))
    client = StrictClient.of(cast.station_zhou)
    client.post(f"/desk/people/{person.pk}/purpose/", {"purpose": "service"})
    assert client.get(f"/desk/people/{other.pk}/").status_code == 302
    session = client.session
    session["people_purposes"] = {str(person.pk): ["service", "2020-01-01T00:00:00+08:00"]}
    session.save()
    assert client.get(f"/desk/people/{person.pk}/").status_code == 302
    assert client.get(f"/desk/people/{person.pk}/correct/").status_code == 302


def new(cast: Cast, **changed: str) -> dict[str, str]:
    given = {"name": "王秀英", "division": cast.xinhua.code, "birth_date": "1945-03-08", "sex": "female"}
    return given | changed


def test_a_new_person_is_filed_in_one_page_with_the_only_village_chosen(cast: Cast) -> None:
    client = StrictClient.of(cast.village_li)
    assert "新花村" in client.get("/desk/people/new/").content.decode()
    answer = client.post("/desk/people/new/", new(cast, phone="199 0000 1111"))
    person = Person.objects.get()
    assert answer.url == f"/desk/people/{person.pk}/"
    assert (person.name, person.phone, person.division_id) == ("王秀英", "19900001111", cast.xinhua.code)


def test_somebody_likely_filed_already_is_shown_first_and_filed_only_after_a_look(cast: Cast) -> None:
    filed(cast)
    client = StrictClient.of(cast.village_li)
    answer = client.post("/desk/people/new/", new(cast))
    assert answer.status_code == 409 and "台账里有可能是同一个人" in answer.content.decode()
    assert Person.objects.count() == 1
    assert client.post("/desk/people/new/", new(cast, unlike="ages")).status_code == 302
    assert Person.objects.count() == 2


def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(cast: Cast) -> None:
    answer = StrictClient.of(cast.village_li).post("/desk/people/new/", new(cast, birth_date="", phone="123"))
    said = answer.content.decode()
    assert answer.status_code == 422 and "身份证号和出生日期至少填一项" in said and "王秀英" in said
    assert Person.objects.count() == 0


def test_a_village_cannot_file_in_another_village(cast: Cast) -> None:
    answer = StrictClient.of(cast.village_li).post("/desk/people/new/", new(cast, division=cast.puhua.code))
    assert answer.status_code == 422 and Person.objects.count() == 0


def test_a_correction_changes_what_was_typed_and_leaves_the_number_alone(cast: Cast) -> None:
    person = filed(cast, id_number=an_id(1), birth_date=None)
    client = StrictClient.of(cast.village_li)
    page = client.get(f"/desk/people/{person.pk}/correct/").content.decode()
    assert an_id(1) not in page
    answer = client.post(
        f"/desk/people/{person.pk}/correct/",
        new(cast, name="王秀兰", birth_date=person.birth_date.isoformat() if person.birth_date else ""),
    )
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.name, person.id_number) == ("王秀兰", an_id(1))


def test_consent_is_recorded_for_several_uses_and_withdrawn_one_by_one(cast: Cast) -> None:
    person = filed(cast)
    client = StrictClient.of(cast.village_li)
    given = {"uses": ["photo", "public_photo"], "given": "yes", "given_by": "self"}
    assert client.post(f"/desk/people/{person.pk}/consent/", given).status_code == 302
    said = client.get(f"/desk/people/{person.pk}/").content.decode()
    assert "本人表示，李青禾于" in said
    client.post(f"/desk/people/{person.pk}/consent/public_photo/withdraw/")
    assert "登记撤回" in client.get(f"/desk/people/{person.pk}/").content.decode()
    assert Consent.objects.get(use="photo").withdrawn_at is None
    assert client.get(f"/desk/people/{person.pk}/consent/photo/withdraw/").status_code == 405


def test_a_childs_own_yes_is_refused_in_place(cast: Cast) -> None:
    person = child(cast)
    given = {"uses": ["photo"], "given": "yes", "given_by": "self"}
    answer = StrictClient.of(cast.village_li).post(f"/desk/people/{person.pk}/consent/", given)
    assert answer.status_code == 422 and "要由监护人同意" in answer.content.decode()


def test_a_village_enters_a_category_and_the_station_confirms_it(cast: Cast) -> None:
    person = filed(cast)
    village = StrictClient.of(cast.village_li)
    given = {"category": "dibao", "valid_from": "2026-01-01", "source": "低保证"}
    assert village.post(f"/desk/people/{person.pk}/category/", given).status_code == 302
    entry = PersonCategory.objects.get()
    assert village.post(f"/desk/categories/{entry.pk}/confirm/").status_code == 403
    address = f"/desk/categories/{entry.pk}/confirm/"
    assert StrictClient.of(cast.station_head_wu).post(address).status_code == 404
    StrictClient.of(cast.station_zhou).post(address)
    entry.refresh_from_db()
    assert entry.confirmed_by == cast.station_zhou


def test_a_patients_enrolment_is_neither_offered_nor_shown_in_the_village(cast: Cast) -> None:
    person = filed(cast)
    actions.set_category(
        person=person,
        category="smd_patient",
        valid_from=date(2026, 1, 1),
        source="名册",
        by=cast.station_zhou,
    )
    client = StrictClient.of(cast.village_li)
    client.post(f"/desk/people/{person.pk}/purpose/", {"purpose": "service"})
    assert "严重精神障碍" not in client.get(f"/desk/people/{person.pk}/").content.decode()
    assert "严重精神障碍" not in client.get(f"/desk/people/{person.pk}/category/").content.decode()
    assert (
        "没有找到" in StrictClient.of(cast.station_zhou).get("/desk/people/?category=dibao").content.decode()
    )
    assert (
        "王秀英"
        in StrictClient.of(cast.station_zhou).get("/desk/people/?category=smd_patient").content.decode()
    )


def test_a_guardian_is_named(cast: Cast) -> None:
    person = child(cast)
    client = StrictClient.of(cast.village_li)
    given = {"name": "李大山", "relation": "祖父", "phone": "19900002222"}
    assert client.post(f"/desk/people/{person.pk}/guardian/", given).status_code == 302
    assert person.guardians.get().relation == "祖父"


def test_a_death_closes_the_file_and_names_the_lists_the_person_is_still_on(town: Town) -> None:
    session = town.planned()
    person = town.person("王桂英")
    name_participants(session=session, persons=[person], by=town.cast.station_zhou)
    client, address = StrictClient.of(town.cast.village_li), f"/desk/people/{person.pk}/death/"
    assert f"/desk/sessions/{session.pk}/participants/" in client.get(address).content.decode()
    late = client.post(address, {"on": "2026-11-09"})
    assert late.status_code == 422 and "不能在今天以后" in late.content.decode()
    assert client.post(address, {"on": "2026-11-01"}).url == f"/desk/people/{person.pk}/"
    assert "已去世" in client.get(f"/desk/people/{person.pk}/").content.decode()
    assert "王桂英" not in client.post("/desk/people/", {"q": "桂英"}, follow=True).content.decode()
    assert client.post(address, {"on": "2026-11-01"}).status_code == 404  # twice: there is nobody to record


def test_others_do_not_record_a_death(town: Town) -> None:
    person = town.person("王桂英")
    address = f"/desk/people/{person.pk}/death/"
    tried = {town.cast.reviewer_chen: 403, town.cast.provider_a_manager: 403, town.cast.station_head_wu: 404}
    for user, status in tried.items():
        assert StrictClient.of(user).post(address, {"on": "2026-11-01"}).status_code == status
    person.refresh_from_db()
    assert person.deceased_on is None
