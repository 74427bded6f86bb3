from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import BY, Cast
from tests.rooms.people.sheets import HEADER, a_row, an_id, workbook
from yimi.kernel.audit import AuditEvent
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.geo import Point, distance_m
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import (
    accept_batch,
    add_person,
    discard_batch,
    discard_stale_batches,
    stage_sheet,
    undo_batch,
)
from yimi.rooms.people.models import Household, ImportBatch, ImportRow, Person, PersonCategory
from yimi.rooms.people.queries import search, waiting_for
from yimi.rooms.places.actions import set_point

pytestmark = pytest.mark.django_db


def messages(batch: ImportBatch) -> list[str]:
    rows = batch.rows.order_by("row_number")
    return [problem["message"] for row in rows for problem in row.problems]


def staged(cast: Cast, rows: list[list[Any]], by: Any = None, **how: Any) -> ImportBatch:
    return stage_sheet(file=workbook(rows, **how), by=by or cast.village_li)


def test_a_good_sheet_is_staged_then_accepted_and_its_people_are_found(cast: Cast) -> None:
    batch = staged(cast, [a_row(1, 姓名="王秀英", 电话="19900001111"), a_row(2, 类别="低保、独居")])
    assert (batch.rows_good, batch.rows_refused, batch.file_name) == (2, 0, "名单.xlsx")
    assert Person.objects.count() == 0
    assert waiting_for(reach(cast.village_li)) == 1
    batch = accept_batch(batch=batch, by=cast.village_li)
    assert batch.state == "accepted"
    assert [person.name for person in search(reach(cast.village_li), an_id(1))] == ["王秀英"]
    entries = PersonCategory.objects.order_by("category")
    assert [(entry.category, entry.confirmed_by) for entry in entries] == [
        ("dibao", None),
        ("lives_alone", None),
    ]
    assert batch.rows.exclude(person=None).count() == 2


def test_before_the_decision_cells_lie_sealed_and_after_it_they_are_gone(cast: Cast) -> None:
    batch = staged(cast, [a_row(1, 姓名="王秀英"), a_row(2, 身份证号="123")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT cells, problems::text FROM people_importrow")
        stored = str(cursor.fetchall())
    assert "王秀英" not in stored
    assert "990101" not in stored
    accept_batch(batch=batch, by=cast.village_li)
    assert set(batch.rows.values_list("cells", flat=True)) == {""}
    assert "王秀英" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"身份证号": an_id(1)[:17]}, "第 2 行“身份证号”：身份证号应为18位"),
        (
            {"身份证号": an_id(1)[:17] + ("0" if an_id(1)[-1] != "0" else "1")},
            "第 2 行“身份证号”：身份证号最后一位校验不符",
        ),
        ({"身份证号": 990101194503080028}, "第 2 行“身份证号”：在表格里存成了数字，后几位已经丢失"),
        ({"身份证号": "9.90101E+17"}, "第 2 行“身份证号”：在表格里存成了数字"),
        ({"姓名": ""}, "第 2 行“姓名”：没有填写"),
        ({"姓名": "=cmd|'/c calc'!A1"}, "第 2 行“姓名”：姓名只能有汉字"),
        ({"性别": "男"}, "第 2 行“性别”：与身份证号第 17 位不一致"),
        ({"性别": "妇"}, "第 2 行“性别”：请填“男”或“女”"),
        ({"出生日期": "1950-01-01"}, "第 2 行“出生日期”：与身份证号中的出生日期不一致"),
        ({"身份证号": "", "出生日期": "去年"}, "第 2 行“出生日期”：看不懂这个日期"),
        ({"身份证号": "", "出生日期": "1950-02-30"}, "第 2 行“出生日期”：看不懂这个日期"),
        ({"身份证号": "", "出生日期": "2999-01-01"}, "第 2 行“出生日期”：这个日期不合理"),
        ({"身份证号": ""}, "第 2 行“出生日期”：没有身份证号时要填写出生日期"),
        ({"电话": "1990000111"}, "第 2 行“电话”：应为一个 11 位手机号"),
        ({"村（社区）": "蒲花社区"}, "第 2 行“村（社区）”：不在您负责的范围内"),
        ({"村（社区）": "桃花源村"}, "第 2 行“村（社区）”：本县没有这个村"),
        ({"村（社区）": "510104017001"}, "第 2 行“村（社区）”：没有这个区划代码"),
        ({"类别": "富裕户"}, "第 2 行“类别”：有一个类别看不懂"),
        ({"类别": "严重精神障碍患者"}, "第 2 行“类别”：这一类别由乡镇社工站或区县登记"),
    ],
    ids=lambda each: str(each)[:30] if isinstance(each, dict) else "",
)
def test_every_refused_cell_names_its_row_and_column(
    cast: Cast, changed: dict[str, Any], message: str
) -> None:
    batch = staged(cast, [a_row(1, **changed)])
    assert len(messages(batch)) == 1
    assert messages(batch)[0].startswith(message)
    assert (batch.rows_good, batch.rows_refused) == (0, 1)
    with pytest.raises(Refusal, match="没有可以导入的行"):
        accept_batch(batch=batch, by=cast.village_li)


def test_row_numbers_are_those_excel_shows_below_titles_and_blank_rows(cast: Cast) -> None:
    blank = [""] * len(HEADER)
    batch = staged(cast, [a_row(1), blank, blank, a_row(2, 电话="1")], title="新花村名单")
    assert messages(batch)[0].startswith("第 6 行“电话”")


def test_dates_phones_and_names_are_read_in_the_ways_people_write_them(cast: Cast) -> None:
    rows = [
        a_row(0, 姓名=f"王 {name}", 身份证号="", 出生日期=born, 电话=phone)
        for name, born, phone in [
            ("甲", date(1950, 3, 8), 19900001111),
            ("乙", "1950-3-8", "+86 199-0000-1111"),
            ("丙", "1950年3月8日", "１９９００００１１１１"),
            ("丁", "19500308", ""),
            ("戊", 19500308, "无"),
            ("己", "1950.03.08", "0237-9000000"),
        ]
    ]
    batch = staged(cast, rows)
    assert messages(batch) == []
    accept_batch(batch=batch, by=cast.village_li)
    people = Person.objects.order_by("pk")
    assert {person.birth_date for person in people} == {date(1950, 3, 8)}
    assert [person.name for person in people] == ["王甲", "王乙", "王丙", "王丁", "王戊", "王己"]
    assert [person.phone for person in people] == ["19900001111"] * 3 + ["", "", "02379000000"]


def test_doubles_inside_the_sheet_are_refused_naming_the_first(cast: Cast) -> None:
    batch = staged(cast, [a_row(1), a_row(2), a_row(1)])
    assert messages(batch) == ["第 4 行“身份证号”：与本表第 2 行是同一个人，请删去一行。"]
    assert batch.rows_good == 2


def test_people_filed_already_are_completed_and_nothing_is_overwritten(cast: Cast) -> None:
    old = add_person(
        name=a_row(1)[0], division=cast.xinhua, id_number=an_id(1), phone="19900009999", by=cast.village_li
    )
    batch = staged(cast, [a_row(1, 电话="19900001111", 备注="独居")])
    row = batch.rows.get()
    assert (row.outcome, row.problems) == ("update", [])
    assert row.notices[0]["message"] == "第 2 行“电话”：台账中已有另一个电话，没有覆盖。"
    accept_batch(batch=batch, by=cast.village_li)
    old.refresh_from_db()
    assert (old.phone, old.note, Person.objects.count()) == ("19900009999", "独居", 1)


def test_a_person_known_without_number_receives_the_number_and_no_second_file(cast: Cast) -> None:
    add_person(name="王秀英", division=cast.xinhua, birth_date=date(1945, 3, 8), by=cast.village_li)
    accept_batch(batch=staged(cast, [a_row(1, 姓名="王秀英")]), by=cast.village_li)
    person = Person.objects.get()
    assert person.id_number == an_id(1)
    accept_batch(
        batch=staged(cast, [a_row(1, 姓名="王秀英", 身份证号="", 出生日期="1945-03-08")]), by=cast.village_li
    )
    assert Person.objects.count() == 1


def test_a_person_filed_elsewhere_is_refused_without_saying_where(cast: Cast) -> None:
    add_person(name="罗桂花", division=cast.puhua, id_number=an_id(1), by=cast.village_zhao)
    said = messages(staged(cast, [a_row(1, 姓名="罗桂花")]))
    assert said == ["第 2 行“身份证号”：这个人在本县其他地方已有档案，不在您负责的范围内，请联系乡镇社工站。"]


def test_another_name_on_a_number_of_the_register_is_refused(cast: Cast) -> None:
    add_person(name="罗桂花", division=cast.xinhua, id_number=an_id(1), by=cast.village_li)
    assert "姓名不同" in messages(staged(cast, [a_row(1, 姓名="王秀英")]))[0]


def test_households_are_made_from_their_heads_with_codes_in_order(cast: Cast) -> None:
    rows = [
        a_row(1, 姓名="王建国", 户主="户主"),
        a_row(2, 姓名="王秀英", 户主="王建国"),
        a_row(3, 姓名="李桂珍", 户主="李桂珍"),
        a_row(4, 姓名="罗桂花", 户主="查无此人"),
    ]
    batch = accept_batch(batch=staged(cast, rows), by=cast.village_li)
    homes = {person.name: person.household for person in Person.objects.select_related("household__head")}
    assert homes["王建国"] == homes["王秀英"]
    assert homes["罗桂花"] is None
    assert homes["王秀英"] is not None
    assert homes["王秀英"].head is not None
    assert homes["王秀英"].head.name == "王建国"
    assert sorted(Household.objects.values_list("code19", flat=True)) == [
        "5001141092030000001",
        "5001141092030000002",
    ]
    assert "找不到这位户主" in batch.rows.get(row_number=5).notices[0]["message"]
    later = staged(cast, [a_row(5, 姓名="王小满", 户主="王建国")])
    accept_batch(batch=later, by=cast.village_li)
    assert Person.objects.get(name="王小满").household == homes["王建国"]
    assert Household.objects.count() == 2


def test_a_file_is_imported_once_and_says_when_and_by_whom(cast: Cast) -> None:
    sheet = workbook([a_row(1)]).getvalue()
    first = stage_sheet(file=io.BytesIO(sheet), by=cast.village_li)
    assert stage_sheet(file=io.BytesIO(sheet), by=cast.village_li) == first
    accept_batch(batch=first, by=cast.village_li)
    with pytest.raises(Stale, match="由李青禾导入"):
        accept_batch(batch=first, by=cast.village_li)
    with pytest.raises(Refusal, match=r"已于 \d{4}-\d\d-\d\d \d\d:\d\d 由李青禾导入"):
        stage_sheet(file=io.BytesIO(sheet), by=cast.station_zhou)
    assert Person.objects.count() == 1


def test_two_staged_copies_of_a_file_are_accepted_once(cast: Cast) -> None:
    sheet = workbook([a_row(1)]).getvalue()
    mine = stage_sheet(file=io.BytesIO(sheet), by=cast.village_li)
    theirs = stage_sheet(file=io.BytesIO(sheet), by=cast.station_zhou)
    accept_batch(batch=mine, by=cast.village_li)
    with pytest.raises(Refusal, match="已经导入过"):
        accept_batch(batch=theirs, by=cast.station_zhou)
    assert ImportBatch.objects.get(pk=theirs.pk).state == "staged"


def test_a_row_filed_between_staging_and_accepting_under_another_name_is_refused_then(cast: Cast) -> None:
    batch = staged(cast, [a_row(1, 姓名="王秀英"), a_row(2, 姓名="王秀芬")])
    add_person(name="罗桂花", division=cast.xinhua, id_number=an_id(1), by=cast.village_li)
    batch = accept_batch(batch=batch, by=cast.village_li)
    assert (batch.rows_good, batch.rows_refused) == (1, 1)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["王秀芬", "罗桂花"]


def test_nothing_is_half_written_when_accepting_fails(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = staged(cast, [a_row(number) for number in range(5)])

    def fail(*_args: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("yimi.rooms.people.actions.acceptance._Merge.write", fail)
    with pytest.raises(RuntimeError):
        accept_batch(batch=batch, by=cast.village_li)
    assert Person.objects.count() == 0
    batch.refresh_from_db()
    assert batch.state == "staged"
    assert "" not in set(batch.rows.values_list("cells", flat=True))


def test_a_discarded_batch_is_erased_and_cannot_be_accepted(cast: Cast) -> None:
    batch = discard_batch(batch=staged(cast, [a_row(1)]), by=cast.village_li)
    assert set(batch.rows.values_list("cells", flat=True)) == {""}
    with pytest.raises(Stale, match="已经放弃"):
        accept_batch(batch=batch, by=cast.village_li)
    assert staged(cast, [a_row(1)]).pk != batch.pk


def test_a_batch_nobody_decides_on_is_erased_after_a_month(cast: Cast) -> None:
    from datetime import timedelta

    from yimi.kernel.action import System

    batch = staged(cast, [a_row(1)])
    assert discard_stale_batches(by=System("night")) == 0
    ImportBatch.objects.update(staged_at=batch.staged_at - timedelta(days=31))
    assert discard_stale_batches(by=System("night")) == 1
    assert ImportRow.objects.count() == 0


@pytest.mark.parametrize("who", ["provider_a_manager", "finance_qian", "reviewer_chen", "secadmin"])
def test_providers_payers_and_administrators_import_nothing(cast: Cast, who: str) -> None:
    with pytest.raises(NotYours, match="不能导入"):
        staged(cast, [a_row(1)], by=getattr(cast, who))


def test_a_batch_belongs_to_who_uploaded_it(cast: Cast) -> None:
    batch = staged(cast, [a_row(1)])
    for decide in (accept_batch, discard_batch):
        with pytest.raises(NotYours, match="另一位同事"):
            decide(batch=batch, by=cast.station_zhou)
    assert list(ImportBatch.objects.visible_to(reach(cast.station_zhou))) == []
    assert list(ImportBatch.objects.visible_to(reach(cast.village_li))) == [batch]


def test_a_village_with_one_place_may_leave_the_village_out_and_a_station_may_not(cast: Cast) -> None:
    rows = [a_row(1, **{"村（社区）": ""})]
    assert messages(staged(cast, rows)) == []
    assert messages(staged(cast, rows, by=cast.station_zhou)) == [
        "第 2 行“村（社区）”：没有填写，请填写村（社区）名称。"
    ]


def test_a_formula_is_data(cast: Cast) -> None:
    accept_batch(batch=staged(cast, [a_row(1, 备注="=HYPERLINK(1)")]), by=cast.village_li)
    assert Person.objects.get().note in ("=HYPERLINK(1)", "")


def test_twice_the_rows_of_a_step_cost_the_same_queries_a_step(cast: Cast) -> None:
    def cost(start: int, rows: int) -> int:
        sheet = workbook([a_row(number, 姓名=f"王{number:05d}".translate(CHINESE), 户主="户主", 类别="低保")
                          for number in range(start, start + rows)])  # fmt: skip
        with CaptureQueriesContext(
            connection,
        ) as captured:
            accept_batch(batch=stage_sheet(file=sheet, by=cast.village_li), by=cast.village_li)
        return len(captured)

    few, step, two = cost(0, 5), cost(5, 500), cost(600, 1000)
    assert few == step
    assert two - step <= step
    assert Person.objects.exclude(household=None).count() == 1505


CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")


def test_points_of_households_come_in_with_their_coordinates_named_and_within_the_county(cast: Cast) -> None:
    set_point(place=cast.xinhua, point=Point(108.77, 29.53), by=BY)
    header = [*HEADER, "经度", "纬度", "坐标系"]
    sheet = [
        [*a_row(1, 姓名="王建国", 户主="本人"), "108.771", "29.531", "WGS-84"],
        [*a_row(2, 姓名="李梅", 户主="本人"), "108.771", "29.531", "GCJ-02"],
        [*a_row(3), "29.531", "108.771", "WGS-84"],
        [*a_row(4), "116.40", "39.90", "GPS"],
        [*a_row(5), "108.771", "29.531", ""],
        [*a_row(6), "108.771", "", "GPS"],
        [*a_row(7), "108.771", "29.531", "BD09"],
        [*a_row(8), "108.772", "29.532", "CGCS2000"],
    ]
    batch = staged(cast, sheet, header=header)
    said = messages(batch)
    assert [
        any(word in each for each in said) for word in ("写反了", "不在本县", "坐标系：", "小数", "百度")
    ] == [True] * 5
    assert batch.rows_good == 3
    accept_batch(batch=batch, by=cast.village_li)
    homes = {each.head.name: each for each in Household.objects.select_related("head") if each.head}
    assert homes["王建国"].point == Point(108.771, 29.531) and homes["王建国"].coordinate_source == "import"
    moved = homes["李梅"].point
    assert (
        moved is not None and 100 < distance_m(moved, Point(108.771, 29.531)) < 800
    )  # GCJ-02 was turned back
    assert "没有编户" in str(ImportRow.objects.get(batch=batch, row_number=9).notices)
    undo_batch(batch=batch, by=cast.village_li)
    assert not Household.objects.exclude(longitude=None).exists()
