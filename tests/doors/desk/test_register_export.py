"""A ledger leaves the house: in scope, bounded, as text, with who, when and why, and logged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.cast import BY, Cast
from tests.doors.client import StrictClient
from tests.rooms.people.sheets import an_id
from yimi.kernel.audit import AuditEvent
from yimi.rooms.people.actions import add_person, exporting, set_category
from yimi.rooms.people.models import Person

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/people/export/"


def filed(cast: Cast, name: str, category: str, **given: Any) -> Person:
    person = add_person(name=name, by=BY, **({"division": cast.xinhua} | given))
    set_category(
        person=person, category=category, valid_from=date(2026, 1, 1), valid_to=date(2027, 12, 31), source="名单",
        by=cast.business_he,
    )  # fmt: skip
    return person


def taken(user: Any, **asked: str) -> Any:
    return StrictClient.of(user).post(ADDRESS, {"category": "dibao", "purpose": "service"} | asked)


def cells(answer: Any, tmp_path: Any) -> list[list[Any]]:
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(b"".join(answer))
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def test_a_ledger_has_the_offices_columns_numbers_as_text_and_says_who_took_it(
    cast: Cast, tmp_path: Any
) -> None:
    filed(cast, "王秀英", "dibao", id_number=an_id(1))
    filed(cast, "=cmd|'/c calc'!A1", "dibao", id_number=an_id(2))
    filed(cast, "罗桂花", "dibao", division=cast.puhua, id_number=an_id(3))  # another town
    filed(cast, "陈大海", "lives_alone", id_number=an_id(4))
    answer = taken(cast.station_zhou)
    assert answer.status_code == 200 and answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    rows = cells(answer, tmp_path)
    said = str(rows[:3])
    assert (
        "最低生活保障台账" in said
        and cast.station_zhou.display_name in said
        and "安排或准备服务" in said
        and "共 2 人" in said
    )
    head = next(row for row in rows if "身份证号" in row)
    body = [dict(zip(head, row, strict=True)) for row in rows[rows.index(head) + 1 :]]
    assert [each["身份证号"] for each in body] == [an_id(1), an_id(2)]
    assert body[1]["姓名"].startswith("=cmd")  # text, not a formula: the reader would give its result
    assert (body[0]["村（社区）"], body[0]["乡镇"], body[0]["有效期至"]) == ("新花村", "黎水镇", "2027-12-31")


def test_it_is_logged_with_its_purpose_and_each_child_in_it_by_itself(cast: Cast) -> None:
    child = filed(cast, "李小满", "left_behind_child", birth_date=date(2016, 5, 1))
    assert taken(cast.station_zhou, category="left_behind_child").status_code == 200
    event = AuditEvent.objects.get(verb="people.export_register")
    assert (event.detail["purpose"], event.detail["rows"], event.detail["sensitive"]) == ("service", 1, 1)
    assert "李" not in str(event.detail)
    assert AuditEvent.objects.filter(verb="people.viewed", subject_id=str(child.pk)).count() == 1


def test_without_a_purpose_or_above_the_bound_nothing_leaves(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(cast, "王秀英", "dibao", id_number=an_id(1))
    filed(cast, "王秀芬", "dibao", id_number=an_id(2))
    assert taken(cast.station_zhou, purpose="").status_code == 422
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)
    answer = taken(cast.station_zhou)
    assert answer.status_code == 422 and "请再选一个村" in answer.content.decode()
    assert not AuditEvent.objects.filter(verb="people.export_register").exists()


@pytest.mark.parametrize(
    "who",
    [
        "village_li",
        "reviewer_chen",
        "finance_qian",
        "editor_lin",
        "leader_tang",
        "provider_a_manager",
        "auditor",
    ],
)
def test_nobody_but_stations_and_the_business_section_takes_one(cast: Cast, who: str) -> None:
    filed(cast, "王秀英", "dibao", id_number=an_id(1))
    client = StrictClient.of(getattr(cast, who))
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"category": "dibao", "purpose": "service"}).status_code == 403


def test_a_station_of_another_town_gets_its_own_people_alone(cast: Cast, tmp_path: Any) -> None:
    filed(cast, "王秀英", "dibao", id_number=an_id(1))
    filed(cast, "罗桂花", "dibao", division=cast.puhua, id_number=an_id(3))
    said = str(cells(taken(cast.station_head_wu), tmp_path))
    assert "罗桂花" in said and "王秀英" not in said
    assert "王秀英" in str(cells(taken(cast.business_he), tmp_path))
    assert taken(cast.station_head_wu, village=cast.xinhua.code).status_code == 422  # no choice of theirs
