from __future__ import annotations

import datetime

from django.db import connection

from tests.cast import BY, Cast
from tests.doors.client import StrictClient
from tests.doors.portal.conftest import Hang
from yimi.kernel import clock
from yimi.rooms.public import actions
from yimi.rooms.public.models import Complaint, Intake

SAID = "双龙村那场，说好两点，三点半才来。"


def test_a_complaint_gets_a_number_and_two_dates(county: Cast) -> None:
    with clock.frozen(datetime.datetime(2026, 11, 20, 10, tzinfo=datetime.UTC)):
        answer = StrictClient().post("/complaints/new/", {"text": SAID, "contact": "13800000000"})
    made = Complaint.objects.get()
    assert answer.headers["Location"] == f"/complaints/{made.number}/?new=1"
    assert (made.reply_due, made.answer_due) == (datetime.date(2026, 11, 25), datetime.date(2026, 12, 4))
    html = StrictClient().get(answer.headers["Location"]).content.decode()
    assert made.number in html and SAID in html and "13800000000" not in html


def test_the_answer_is_read_by_its_number(county: Cast) -> None:
    made = actions.lodge_complaint(county="500114", text=SAID, address="10.0.0.1", by=BY)
    actions.answer_complaint(complaint=made, answer="已核实，该场退回。", by=county.business_he)
    found = StrictClient().get("/complaints/", {"number": made.number.upper()}, follow=True)
    assert "已核实，该场退回。" in found.content.decode()


def test_sent_again_from_the_back_button_it_is_the_same_complaint(county: Cast) -> None:
    sent = {"text": SAID, "contact": "13800000000"}
    first, again = (StrictClient().post("/complaints/new/", sent).headers["Location"] for _each in range(2))
    assert first == again and Complaint.objects.count() == 1
    StrictClient().post("/complaints/new/", sent | {"contact": ""})
    assert Complaint.objects.count() == 2  # the same words of somebody else are another complaint


def test_a_wrong_number_is_said_so(county: Cast) -> None:
    page = StrictClient().get("/complaints/", {"number": "zzz"})
    assert page.status_code == 404
    assert "没有这个查询号" in page.content.decode()


def test_a_complaint_about_an_entry_keeps_its_slug_only(hang: Hang) -> None:
    entry = hang()
    page = StrictClient().get("/complaints/new/", {"about": entry.slug})
    assert entry.title in page.content.decode()
    StrictClient().post("/complaints/new/", {"text": SAID, "about_slug": entry.slug})
    assert Complaint.objects.get().about_slug == entry.slug


def test_the_address_is_never_kept(county: Cast) -> None:
    StrictClient().post("/complaints/new/", {"text": SAID}, REMOTE_ADDR="203.0.113.77")
    with connection.cursor() as cursor:
        for model in (Complaint, Intake):
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t")  # noqa: S608
            assert all("203.0.113.77" not in row[0] for row in cursor.fetchall())
        cursor.execute("SELECT t::text FROM kernel_auditevent t")
        rows = " ".join(row[0] for row in cursor.fetchall())
    assert "203.0.113.77" not in rows and SAID not in rows


def test_an_empty_complaint_says_what_to_write(county: Cast) -> None:
    answer = StrictClient().post("/complaints/new/", {"text": ""})
    assert answer.status_code == 422
    assert "请写几句话" in answer.content.decode()
