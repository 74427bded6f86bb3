"""Sheets: read, looked at row by row, accepted at once or by the worker, given up."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from tests.cast import Cast
from tests.doors.client import StrictClient
from tests.rooms.people.sheets import a_row, workbook
from yimi.doors.desk import imports
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.people import jobs
from yimi.rooms.people.models import ImportBatch, Person

BYTES: dict[str, bytes] = {}  # a workbook bears the second it was written in: the same rows, the same file


def sheet(rows: list[list[Any]]) -> SimpleUploadedFile:
    return SimpleUploadedFile("名单.xlsx", BYTES.setdefault(repr(rows), workbook(rows).getvalue()))


def uploaded(cast: Cast, rows: list[list[Any]]) -> tuple[StrictClient, ImportBatch, str]:
    client = StrictClient.of(cast.village_li)
    answer = client.post("/desk/imports/", {"file": sheet(rows)})
    return client, ImportBatch.objects.get(), answer.url


def rows_of(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_a_sheet_is_read_looked_at_and_accepted(cast: Cast) -> None:
    client, batch, address = uploaded(cast, [a_row(1), a_row(2, 身份证号="990101194503080029")])
    page = client.get(address).content.decode()
    assert "第 3 行" in page and "有问题" in page and Person.objects.count() == 0
    bad = client.get(f"{address}?show=bad").content.decode()
    assert "第 2 行" not in bad and "第 3 行" in bad
    assert client.post(f"{address}accept/").url == address
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) == ("accepted", 1)
    assert "李青禾于" in client.get(address).content.decode()


def test_the_rows_to_mend_come_as_a_sheet(cast: Cast) -> None:
    client, _batch, address = uploaded(cast, [a_row(1), a_row(2, 身份证号="1")])
    data = rows_of(client.get(f"{address}problems/").content)
    assert data[-1][0] == 3 and data[-1][1] == "身份证号" and "身份证号" in data[-1][2]


def test_the_same_file_again_says_when_and_by_whom_it_was_imported(cast: Cast) -> None:
    client, _batch, address = uploaded(cast, [a_row(1)])
    client.post(f"{address}accept/")
    again = client.post("/desk/imports/", {"file": sheet([a_row(1)])})
    assert "由李青禾导入，没有再导入一次" in again.content.decode()


def test_a_sheet_given_up_leaves_the_register_as_it_was(cast: Cast) -> None:
    client, batch, address = uploaded(cast, [a_row(1)])
    client.post(f"{address}discard/")
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) == ("discarded", 0)
    assert "已经放弃" in client.post(f"{address}accept/", follow=True).content.decode()


def test_what_is_no_workbook_is_refused_in_place(cast: Cast) -> None:
    answer = StrictClient.of(cast.village_li).post(
        "/desk/imports/", {"file": SimpleUploadedFile("名单.xlsx", b"no workbook")}
    )
    assert answer.status_code == 422 and "y-error" in answer.content.decode()


def test_a_large_sheet_is_accepted_by_the_worker_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    client, batch, address = uploaded(cast, [a_row(1), a_row(2)])
    client.post(f"{address}accept/")
    waiting = client.get(address).content.decode()
    assert "正在导入" in waiting and f"{address}progress/" in waiting and Person.objects.count() == 0
    assert "正在导入" in client.htmx("get", f"{address}progress/").content.decode()
    assert "正在导入，不用再点一次" in client.post(f"{address}accept/", follow=True).content.decode()

    job = ProcrastinateJob.objects.get(task_name="people.accept_batch")
    jobs.accept_batch(**job.args)
    assert Person.objects.count() == 2
    assert client.htmx("get", f"{address}progress/").headers["HX-Redirect"] == address
    told = OutboxMessage.objects.get(topic="people_imported")
    assert told.recipient_id == cast.village_li.pk and told.link == address and "2 行进入台账" in told.text
    batch.refresh_from_db()
    assert batch.state == "accepted"


def test_somebody_elses_sheet_does_not_exist(cast: Cast) -> None:
    _client, _batch, address = uploaded(cast, [a_row(1)])
    for user in (cast.station_zhou, cast.village_zhao, cast.business_he):
        other = StrictClient.of(user)
        assert other.get(address).status_code == 404
        assert other.post(f"{address}accept/").status_code == 404
        assert other.get(f"{address}problems/").status_code == 404
    assert StrictClient.of(cast.provider_a_manager).get("/desk/imports/").status_code == 403
    assert StrictClient.of(cast.provider_a_manager).get("/desk/imports/template/").status_code == 403


def test_the_empty_template_is_read_by_the_importer(cast: Cast) -> None:
    client = StrictClient.of(cast.village_li)
    data = client.get("/desk/imports/template/").content
    assert rows_of(data)[-1][:2] == ["姓名", "身份证号"]
    answer = client.post("/desk/imports/", {"file": SimpleUploadedFile("模板.xlsx", data)})
    assert "表头下面没有数据" in answer.content.decode()
