"""The log at the desk, its seals and its sheet."""

from __future__ import annotations

import io
from importlib import import_module

from django.db import connection
from python_calamine import CalamineWorkbook

from tests.cast import Cast
from tests.doors.client import StrictClient
from yimi.doors.desk.audit_words import WORDS
from yimi.kernel import audit
from yimi.kernel.action import ACTIONS
from yimi.kernel.audit import AuditEvent


def test_the_audit_administrator_reads_and_narrows_the_log(cast: Cast) -> None:
    client = StrictClient.of(cast.auditor)
    page = client.get("/desk/audit/?verb=network.assign")
    assert page.context["rows"] and {each.verb for each, _words in page.context["rows"]} == {"network.assign"}
    assert "安排任职" in page.content.decode()
    assert "没有这样的记录" in client.get("/desk/audit/?actor=village_zhao").content.decode()
    found = client.get(f"/desk/audit/?subject=accounts.user {cast.village_li.pk}").context["rows"]
    assert {each.subject_id for each, _words in found} == {str(cast.village_li.pk)}
    assert not client.get("/desk/audit/?last=2020-01-01").context["rows"]


def test_the_log_goes_on_where_the_page_ended(cast: Cast) -> None:
    client = StrictClient.of(cast.auditor)
    first = client.get("/desk/audit/")
    second = client.get(f"/desk/audit/?after={first.context['after']}")
    ids = [each.pk for page in (first, second) for each, _words in page.context["rows"]]
    assert ids == sorted(set(ids), reverse=True) and len(ids) > 50
    assert client.get("/desk/audit/?after=x").status_code == 422


def test_other_counties_events_are_not_shown(cast: Cast) -> None:
    assert AuditEvent.objects.filter(county="510104").exists()
    counties = {each.county for each, _w in StrictClient.of(cast.auditor).get("/desk/audit/").context["rows"]}
    assert counties <= {"", "500114"}


def test_a_changed_row_is_found_when_the_seals_are_checked(cast: Cast) -> None:
    client = StrictClient.of(cast.auditor)
    assert "还没有封条" in client.post("/desk/audit/verify/").content.decode()
    audit.seal_pending()
    assert "没有发现改动" in client.post("/desk/audit/verify/").content.decode()
    victim = AuditEvent.objects.exclude(seal=None).order_by("pk")[3]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE kernel_auditevent SET actor = 'nobody' WHERE id = %s", [victim.pk])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert "和封存时不一样" in client.post("/desk/audit/verify/").content.decode()


def test_the_sheet_holds_what_the_page_shows(cast: Cast) -> None:
    data = StrictClient.of(cast.auditor).get("/desk/audit/export/?verb=network.assign").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert {row[3] for row in rows[2:]} == {"network.assign"}


def test_nobody_else_reads_the_log(cast: Cast) -> None:
    for user in (cast.sysadmin, cast.secadmin, cast.business_he, cast.leader_tang):
        client = StrictClient.of(user)
        assert client.get("/desk/audit/").status_code == 403
        assert client.get("/desk/audit/export/").status_code == 403
        assert client.post("/desk/audit/verify/").status_code == 403


def test_words_are_of_verbs_that_exist() -> None:
    import_module("yimi.rooms.volunteers.actions")
    assert set(WORDS) - set(ACTIONS) == {"people.viewed"}
