"""An accepted sheet is taken back: what it added goes, what somebody has worked with since stays."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.rooms.people.sheets import a_row, an_id
from tests.rooms.people.test_import import staged
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.people.actions import (
    accept_batch,
    add_person,
    correct_person,
    give_consent,
    leave_out_row,
    undo_batch,
)
from yimi.rooms.people.models import Household, ImportBatch, Person, PersonCategory

pytestmark = pytest.mark.django_db


def taken_in(cast: Cast, rows: list[list[object]]) -> ImportBatch:
    return accept_batch(batch=staged(cast, rows), by=cast.village_li)


def test_new_files_their_categories_and_households_go(cast: Cast) -> None:
    batch = taken_in(
        cast, [a_row(1, 姓名="王大", 户主="本人", 类别="低保"), a_row(2, 姓名="王二", 户主="王大")]
    )
    assert (Person.objects.count(), Household.objects.count(), PersonCategory.objects.count()) == (2, 1, 1)
    batch = undo_batch(batch=batch, by=cast.village_li)
    assert (Person.objects.count(), Household.objects.count(), PersonCategory.objects.count()) == (0, 0, 0)
    assert (batch.state, batch.undone_by) == ("undone", cast.village_li)
    again = taken_in(
        cast, [a_row(1, 姓名="王大", 户主="本人", 类别="低保"), a_row(2, 姓名="王二", 户主="王大")]
    )
    assert again.pk != batch.pk and Person.objects.count() == 2  # the same file may come in again


def test_a_file_somebody_worked_with_stays_and_its_row_says_so(cast: Cast) -> None:
    batch = taken_in(cast, [a_row(1, 姓名="王大"), a_row(2, 姓名="王二")])
    used = Person.objects.get(name="王大")
    give_consent(person=used, use="photo", given_by="self", by=cast.village_li)
    undo_batch(batch=batch, by=cast.village_li)
    assert list(Person.objects.all()) == [used]
    assert "没有撤掉" in str(batch.rows.get(person=used).notices)


def test_what_was_filled_is_empty_again_unless_it_was_changed_since(cast: Cast) -> None:
    born = date(1945, 3, 8)
    people = [
        add_person(name=name, division=cast.xinhua, id_number=an_id(n, born), by=cast.village_li)
        for n, name in ((1, "王大"), (2, "王二"))
    ]
    batch = taken_in(
        cast,
        [a_row(1, 姓名="王大", 电话="19900001111"), a_row(2, 姓名="王二", 电话="19900002222", 备注="腿不好")],
    )
    correct_person(person=people[0], changes={"phone": "19900009999"}, by=cast.village_li)
    undo_batch(batch=batch, by=cast.village_li)
    one, other = Person.objects.order_by("pk")
    assert (one.phone, other.phone, other.phone_index, other.note) == ("19900009999", "", "", "")


def test_only_who_imported_takes_it_back_and_once(cast: Cast) -> None:
    batch = staged(cast, [a_row(1)])
    with pytest.raises(NotYours):
        undo_batch(batch=batch, by=cast.village_li)
    batch = accept_batch(batch=batch, by=cast.village_li)
    with pytest.raises(NotYours):
        undo_batch(batch=batch, by=cast.station_zhou)
    undo_batch(batch=batch, by=cast.village_li)
    with pytest.raises(Stale):
        undo_batch(batch=batch, by=cast.village_li)


def test_a_row_left_out_is_not_imported_and_may_come_back(cast: Cast) -> None:
    batch = staged(cast, [a_row(1, 姓名="王大"), a_row(2, 姓名="王二"), a_row(3, 身份证号="123")])
    first, second, bad = batch.rows.order_by("row_number").values_list("row_number", flat=True)
    for number in (first, second):
        leave_out_row(batch=batch, row_number=number, leave_out=True, by=cast.village_li)
    leave_out_row(batch=batch, row_number=second, leave_out=False, by=cast.village_li)
    with pytest.raises(Refusal, match="本来就不会"):
        leave_out_row(batch=batch, row_number=bad, leave_out=True, by=cast.village_li)
    batch = accept_batch(batch=batch, by=cast.village_li)
    assert [each.name for each in Person.objects.all()] == ["王二"]
    assert not any(row.cells for row in batch.rows.all())
