"""Who may be the one about to be filed: with reasons, and of other places no more than that somebody is there."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import BY, Cast
from tests.doors.client import StrictClient
from tests.rooms.people.sheets import a_row, an_id
from tests.rooms.people.test_import import messages, staged
from yimi.kernel.audit import AuditEvent
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import add_household, add_person
from yimi.rooms.people.models import ImportRow, Person
from yimi.rooms.people.queries import said_of, who_is_alike
from yimi.rooms.people.states import Likeness

pytestmark = pytest.mark.django_db
BORN = date(1945, 3, 8)


def filed(cast: Cast, name: str = "王秀英", **changed: object) -> Person:
    given = {"division": cast.xinhua, "birth_date": BORN, "by": BY} | changed
    return add_person(name=name, **given)  # type: ignore[arg-type]


def reasons(cast: Cast, who: str = "station_zhou", **said: object) -> dict[str, list[Likeness]]:
    found = who_is_alike(reach(getattr(cast, who)), "500114", said_of(**said))  # type: ignore[arg-type]
    return {each.person.name: list(each.why) for each in found.shown}


def test_each_reason_is_said_and_the_surest_stands_first(cast: Cast) -> None:
    filed(cast, id_number=an_id(1), birth_date=None)
    filed(cast, "李四", phone="19900001111")
    filed(cast, "王秀莹", birth_date=date(1944, 1, 1))
    filed(cast, "汪秀莹")
    said = {"name": "王秀英", "division": cast.xinhua, "phone": "199 0000 1111"}
    found = reasons(cast, id_number=an_id(1), **said)
    assert found == {
        "王秀英": [Likeness.NUMBER, Likeness.NAME_BORN],
        "汪秀莹": [Likeness.SOUND_BORN],  # a number that checks says the day of birth
        "李四": [Likeness.PHONE],
    }
    assert list(found) == ["王秀英", "汪秀莹", "李四"]
    assert reasons(cast, name="王秀英", division=cast.xinhua) == {"王秀英": [Likeness.NAME_VILLAGE]}
    assert reasons(cast, name="王秀", division=cast.xinhua, birth_date=BORN) == {}  # a part is not the name


def test_a_name_of_the_same_sound_in_the_same_household_is_shown_though_the_birth_date_differs(
    cast: Cast,
) -> None:
    person = filed(cast, "王秀莹", birth_date=date(1944, 1, 1))
    home = add_household(division=cast.xinhua, head=person, members=[person], by=BY)
    assert reasons(cast, name="王秀英", birth_date=BORN, household=home) == {"王秀莹": [Likeness.SOUND_HOME]}
    assert reasons(cast, name="王秀英", birth_date=BORN) == {}


def test_of_another_village_only_that_somebody_is_there_and_never_for_a_name_alone(cast: Cast) -> None:
    filed(cast, division=cast.puhua, phone="19900001111", note="x")
    mine = reach(cast.village_li)
    for said in ({"phone": "19900001111"}, {"birth_date": BORN}):
        found = who_is_alike(mine, "500114", said_of(name="王秀英", division=cast.xinhua, **said))  # type: ignore[arg-type]
        assert found.elsewhere and not found.shown
    assert not who_is_alike(mine, "500114", said_of(name="王秀英", division=cast.puhua))
    assert not who_is_alike(mine, "510104", said_of(name="王秀英", birth_date=BORN))


def new(cast: Cast, **changed: str) -> dict[str, str]:
    given = {"name": "汪秀莹", "division": cast.xinhua.code, "birth_date": BORN.isoformat(), "sex": "female"}
    return given | changed


def test_the_form_shows_them_with_the_reason_and_keeps_why_they_are_somebody_else(cast: Cast) -> None:
    other = filed(cast)
    client = StrictClient.of(cast.village_li)
    answer = client.post("/desk/people/new/", new(cast))
    said = answer.content.decode()
    assert answer.status_code == 409 and "姓名同音，出生日期相同" in said and "王秀英" in said
    assert client.post("/desk/people/new/", new(cast, unlike="nonsense")).status_code == 422
    assert Person.objects.count() == 1
    assert client.post("/desk/people/new/", new(cast, unlike="asked")).status_code == 302
    detail = AuditEvent.objects.get(verb="people.add_person", actor="village_li").detail
    assert (detail["unlike"], detail["looked_at"]) == ("asked", str(other.pk))
    assert "秀" not in str(detail)


def test_the_form_says_of_a_foreign_village_only_whom_to_ask(cast: Cast) -> None:
    filed(cast, division=cast.puhua, phone="19900001111")
    said = StrictClient.of(cast.village_li).post("/desk/people/new/", new(cast, phone="19900001111"))
    text = said.content.decode()
    assert said.status_code == 409 and "请问乡镇社工站" in text
    assert "王秀英" not in text and cast.puhua.name not in text and "电话相同" not in text


def test_the_preview_of_a_sheet_says_whom_a_new_row_may_be(cast: Cast) -> None:
    filed(cast, "汪秀莹")
    filed(cast, "赵大河", division=cast.puhua, birth_date=date(1950, 1, 1))
    batch = staged(
        cast,
        [
            a_row(1, 姓名="王秀英", 身份证号="", 出生日期="1945-03-08"),
            a_row(2, 姓名="赵大河", 身份证号="", 出生日期="1950-01-01"),
            a_row(3, 姓名="无关人", 身份证号="", 出生日期="1951-01-01"),
        ],
    )
    said = [str(row.notices) for row in ImportRow.objects.filter(batch=batch).order_by("row_number")]
    assert "汪*莹" in said[0] and "姓名同音，出生日期相同" in said[0] and batch.rows_good == 3
    assert "请先问乡镇社工站" in said[1] and "赵" not in said[1]
    assert said[2] == "[]" and messages(batch) == []
