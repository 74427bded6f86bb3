"""What the public tells the county: two clocks, a reply, an answer, and who may read it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import BY, Cast
from tests.doors.desk.papers import asked, get, post, words
from tests.walk import REVIEW_DAY as DAY
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.kernel.workdays import load_calendar
from yimi.rooms.public.actions import lodge_complaint
from yimi.rooms.public.models import Complaint

LIST = "/desk/complaints/"
SAID = "说是来了二十个人，我只看到六七个。"


def lodge(text: str = SAID, number: int = 0) -> Complaint:
    with clock.frozen(DAY + timedelta(minutes=number)):
        return lodge_complaint(county="500114", text=text, contact="19900009999", address=str(number), by=BY)


@pytest.fixture
def told(cast: Cast) -> Complaint:
    with clock.frozen(DAY):
        load_calendar()
    return lodge()


def test_the_first_reply_is_due_in_three_working_days_and_the_result_in_ten(cast: Cast, told: Complaint):
    assert "11-20 周五前先回应" in words(get(cast.business_he, LIST, DAY))
    late = words(get(cast.business_he, LIST, at=DAY + timedelta(days=7)))
    assert "已过期" in late


def test_it_is_replied_to_and_then_answered_with_names(cast: Cast, told: Complaint):
    page = f"{LIST}{told.pk}/"
    assert post(cast.editor_lin, f"{page}reply/", {"reply": ""}, DAY).status_code == 422
    post(cast.editor_lin, f"{page}reply/", {"reply": "收到，站长去村里核实。"}, DAY)
    assert "前答复结果" in words(get(cast.business_he, LIST, DAY))
    post(cast.business_he, f"{page}answer/", {"answer": "查实来了七人，已改判。"}, DAY)
    told.refresh_from_db()
    assert (told.state, told.answered_by) == ("answered", cast.business_he.audit_name)
    assert SAID[:8] in words(get(cast.leader_tang, f"{LIST}?list=answered", DAY))
    assert SAID[:8] not in words(get(cast.leader_tang, LIST, DAY))


def test_a_second_answer_is_refused_in_place(cast: Cast, told: Complaint):
    post(cast.business_he, f"{LIST}{told.pk}/answer/", {"answer": "查实。"}, DAY)
    again = post(cast.leader_tang, f"{LIST}{told.pk}/answer/", {"answer": "又一次"}, DAY)
    assert again.status_code == 409


def test_opening_one_is_logged_without_its_words(cast: Cast, told: Complaint):
    assert "19900009999" in words(get(cast.business_he, f"{LIST}{told.pk}/", DAY))
    event = AuditEvent.objects.get(verb="public.viewed")
    assert event.subject_id == str(told.pk)
    assert "19900009999" not in str(event.detail)


@pytest.mark.parametrize(
    "who", ["station_head_ma", "provider_a_manager", "village_li", "finance_qian", "stranger", "sysadmin"]
)
def test_who_may_be_complained_about_does_not_read_it(cast: Cast, told: Complaint, who: str):
    user = getattr(cast, who)
    assert get(user, LIST, DAY).status_code == 403
    assert get(user, f"{LIST}{told.pk}/", DAY).status_code == 403
    assert post(user, f"{LIST}{told.pk}/answer/", {"answer": "x"}, DAY).status_code == 403


def test_the_list_asks_as_often_for_many_as_for_few(cast: Cast, told: Complaint):
    lodge(number=1)
    few = asked(cast.business_he, LIST, DAY + timedelta(hours=1))
    for number in range(2, 12):
        lodge(number=number)
    assert asked(cast.business_he, LIST, DAY + timedelta(hours=1)) == few
