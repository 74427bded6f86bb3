"""Who cares day to day, the papers behind a category, and categories that wait for somebody else's look."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Cast
from tests.doors.client import StrictClient
from tests.rooms.people.sheets import a_row, an_id
from tests.rooms.people.test_import import staged
from yimi.kernel.audit import AuditEvent
from yimi.rooms.people import actions
from yimi.rooms.people.models import Carer, ChangeRequest, Person, PersonCategory, SourceDocument

NUMBER, OTHER = an_id(1), an_id(2)
PDF = b"%PDF-1.4 invented"


def filed(cast: Cast, born: date = date(1950, 3, 8)) -> Person:
    return actions.add_person(name="王秀英", division=cast.xinhua, birth_date=born, by=cast.business_he)


def paper(data: bytes = PDF, name: str = "批复.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def test_a_carer_is_named_put_right_and_ended_and_stays_on_the_page(cast: Cast) -> None:
    who = filed(cast)
    client = StrictClient.of(cast.village_li)
    given = {"name": "田小荷", "relation": "儿媳", "phone": "19900001111", "lives_with": "yes"}
    assert client.post(f"/desk/people/{who.pk}/carer/", given).status_code == 302
    carer = Carer.objects.get()
    assert (carer.lives_with, carer.relation, carer.until) == (True, "儿媳", None)
    page = client.get(f"/desk/people/{who.pk}/").content.decode()
    assert "田小荷（儿媳）" in page and "和本人同住" in page and "19900001111" in page
    assert (
        "19900001111"
        not in StrictClient.of(cast.reviewer_chen).get(f"/desk/people/{who.pk}/").content.decode()
    )
    client.post(f"/desk/carers/{carer.pk}/correct/", given | {"lives_with": "no", "since": "2026-01-01"})
    carer.refresh_from_db()
    assert (carer.lives_with, carer.since) == (False, date(2026, 1, 1))
    for user in (cast.village_zhao, cast.station_head_wu, cast.stranger):
        assert (
            StrictClient.of(user).post(f"/desk/carers/{carer.pk}/end/", {"on": "2026-02-01"}).status_code
            == 404
        )
    assert client.post(f"/desk/carers/{carer.pk}/end/", {"on": "2025-12-31"}).status_code == 422
    client.post(f"/desk/carers/{carer.pk}/end/", {"on": "2026-02-01"})
    assert "2026年2月1日" in client.get(f"/desk/people/{who.pk}/").content.decode()
    logged = AuditEvent.objects.filter(
        verb__in=("people.add_carer", "people.correct_carer", "people.end_carer")
    )
    assert logged.count() == 3 and not any("田小荷" in str(each.detail) for each in logged)


def test_a_paper_hangs_at_the_category_for_those_who_keep_the_file_alone(cast: Cast) -> None:
    who = filed(cast)
    village = StrictClient.of(cast.village_li)
    given = {"category": "dibao", "valid_from": "2026-01-01", "source": "批复"}
    wrong = village.post(
        f"/desk/people/{who.pk}/category/", given | {"document": paper(b"MZ virus", "x.pdf")}
    )
    assert wrong.status_code == 422 and "只收照片" in wrong.content.decode()
    assert not PersonCategory.objects.exists()  # nothing of it was kept
    assert village.post(f"/desk/people/{who.pk}/category/", given | {"document": paper()}).status_code == 302
    kept = SourceDocument.objects.get()
    address = f"/files/source-document/{kept.pk}"
    assert address in village.get(f"/desk/people/{who.pk}/").content.decode()
    answer = StrictClient.of(cast.station_zhou).get(address)
    assert b"".join(answer) == PDF and "attachment" in answer.headers["Content-Disposition"]
    for user in (
        cast.village_zhao,
        cast.station_head_wu,
        cast.finance_qian,
        cast.reviewer_chen,
        cast.stranger,
    ):
        assert StrictClient.of(user).get(address).status_code == 404


def test_the_paper_of_a_request_is_shown_to_who_decides_and_goes_over_to_the_category(cast: Cast) -> None:
    child = filed(cast, born=date(2018, 5, 1))
    asked = actions.ask_change(
        person=child, kind="set_category", content={"category": "dibao", "valid_from": "2026-01-01"},
        evidence="批文", document=paper(), by=cast.village_li,
    )  # fmt: skip
    station = StrictClient.of(cast.station_zhou)
    kept = SourceDocument.objects.get()
    station.post(f"/desk/people/{child.pk}/purpose/", {"purpose": "correct"})
    assert (
        f"/files/source-document/{kept.pk}"
        in station.get(f"/desk/changes/{asked.pk}/decide/", follow=True).content.decode()
    )
    before = AuditEvent.objects.filter(subject="people.person", subject_id=str(child.pk)).count()
    b"".join(station.get(f"/files/source-document/{kept.pk}"))
    assert AuditEvent.objects.filter(subject="people.person", subject_id=str(child.pk)).count() == before + 1
    actions.decide_change(asked=asked, approve=True, by=cast.station_zhou)
    entry = PersonCategory.objects.get()
    assert (entry.entered_by, entry.confirmed_by) == (cast.village_li, cast.station_zhou)
    assert SourceDocument.objects.get(category=entry).file == kept.file


def test_what_waits_is_confirmed_by_somebody_else_many_at_once(cast: Cast) -> None:
    mine, theirs = filed(cast), filed(cast)
    own = actions.set_category(
        person=mine, category="dibao", valid_from=date(2026, 1, 1), source="批复", by=cast.station_zhou
    )
    other = actions.set_category(
        person=theirs, category="dibao", valid_from=date(2026, 1, 1), source="批复", by=cast.village_li
    )
    station = StrictClient.of(cast.station_zhou)
    page = station.get("/desk/categories/").content.decode()
    assert f'value="{other.pk}"' in page and f'value="{own.pk}"' not in page and "等另一位" in page
    station.post("/desk/categories/", {"entry": [other.pk]})
    other.refresh_from_db()
    assert other.confirmed_by == cast.station_zhou
    assert station.post("/desk/categories/", {"entry": [own.pk]}).status_code == 403
    for user in (cast.station_head_wu, cast.stranger):
        assert "王*英" not in StrictClient.of(user).get("/desk/categories/").content.decode()
    assert StrictClient.of(cast.village_li).get("/desk/categories/").status_code == 403


def test_neither_page_nor_sheet_gets_around_the_second_pair_of_eyes(cast: Cast) -> None:
    who = actions.add_person(name="王秀英", division=cast.xinhua, id_number=NUMBER, by=cast.business_he)
    entry = actions.set_category(
        person=who, category="dibao", valid_from=date(2026, 1, 1), source="批复", by=cast.business_he
    )
    station = StrictClient.of(cast.station_zhou)
    assert (
        station.post(f"/desk/categories/{entry.pk}/end/", {"on": "2026-02-01"}).status_code == 404
    )  # no such page
    correct = f"/desk/people/{who.pk}/correct/"
    given = {
        "name": "王秀英",
        "division": cast.xinhua.code,
        "birth_date": "",
        "sex": "female",
        "phone": "",
        "note": "",
    }
    refused = station.post(correct, given | {"id_number": OTHER})
    assert refused.status_code == 422 and "申请变更" in refused.content.decode()
    asked = f"/desk/people/{who.pk}/change/?kind=end_category&entry={entry.pk}"
    assert f'value="{entry.pk}" selected' in station.get(asked).content.decode()
    station.post(asked, {"kind": "end_category", "entry": entry.pk, "on": "2026-06-30", "evidence": "核查"})
    request = ChangeRequest.objects.get()
    entry.refresh_from_db()
    assert entry.valid_to is None
    assert station.post(f"/desk/changes/{request.pk}/decide/", {"yes": "yes"}).status_code == 403
    StrictClient.of(cast.station_head_ma).post(f"/desk/changes/{request.pk}/decide/", {"yes": "yes"})
    entry.refresh_from_db()
    assert entry.valid_to == date(2026, 6, 30)


def test_what_a_station_imports_waits_for_somebody_else_too(cast: Cast) -> None:
    batch = staged(cast, [a_row(1, 类别="低保")], by=cast.station_zhou)
    actions.accept_batch(batch=batch, by=cast.station_zhou)
    entry = PersonCategory.objects.get()
    assert (entry.entered_by, entry.confirmed_at) == (cast.station_zhou, None)
    actions.confirm_category(entry=entry, by=cast.station_head_ma)
    actions.undo_batch(batch=batch, by=cast.station_zhou)
    assert PersonCategory.objects.filter(pk=entry.pk).exists()  # somebody has confirmed it: it stays
