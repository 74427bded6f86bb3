"""The working calendar of a year, entered from the holiday notice; a window that reaches an unknown year."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cast import Cast
from tests.doors.client import StrictClient
from yimi.doors.desk.calendar_forms import YearForm
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.kernel.errors import Refusal
from yimi.kernel.workdays import CalendarDay, add_working_days, known_years, load_calendar

ADDRESS = "/desk/calendar/2027/"
GIVEN = {
    "rest": "1月1日（周五）至3日（周日）：元旦\n2-6至2-12 春节\n2027-10-01～10月7日 国庆节",
    "moved": "2月14日 春节调休上班",
    "source": "演示文号",
}


def test_the_cure_that_the_refusal_names_works(cast: Cast) -> None:
    load_calendar()
    with clock.frozen(datetime(2026, 12, 30, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        with pytest.raises(Refusal) as refused:
            add_working_days(date(2026, 12, 30), 3)
        assert "“设置”的“工作日历”" in refused.value.message
        client = StrictClient.of(cast.sysadmin)
        assert ADDRESS in client.get("/desk/").content.decode()
        listed = client.get("/desk/calendar/").content.decode()
        assert "2027 年还没有录入" in listed and ADDRESS in listed
        assert client.post(ADDRESS, GIVEN).status_code == 302
        assert add_working_days(date(2026, 12, 30), 3) == date(2027, 1, 5)
        assert "2027 年还没有录入" not in client.get("/desk/calendar/").content.decode()
        assert ADDRESS not in client.get("/desk/").content.decode()
    off = CalendarDay.objects.filter(day__year=2027, is_working=False)
    assert off.filter(name="国庆节").count() == 7 and off.filter(name="元旦").count() == 3
    assert CalendarDay.objects.get(day=date(2027, 2, 14)).is_working


def test_a_year_entered_twice_is_there_once_and_reads_back_as_it_was_written(cast: Cast) -> None:
    client = StrictClient.of(cast.sysadmin)
    for _time in range(2):
        assert client.post(ADDRESS, GIVEN).status_code == 302
    assert CalendarDay.objects.filter(day__year=2027).count() == 365
    assert AuditEvent.objects.filter(verb="kernel.enter_year").count() == 2
    form = client.get(ADDRESS).context["form"]
    assert form["rest"].value() == "1月1日至3日 元旦\n2月6日至12日 春节\n10月1日至7日 国庆节"
    again = YearForm(2027, {name: form[name].value() for name in form.fields})
    assert again.is_valid() and len(again.cleaned_data["rest"]) == 17


def test_a_line_that_cannot_be_read_is_named_and_nothing_is_lost(cast: Cast) -> None:
    client = StrictClient.of(cast.sysadmin)
    faults = {
        "第 2 行看不懂": {"rest": "1月1日 元旦\n二月六日 春节"},
        "第 1 行看不懂": {"rest": "2月30日 春节"},
        "第 1 行不在 2027 年": {"rest": "2026-12-31 元旦"},
        "起止日期不对": {"rest": "5月5日至1日 劳动节"},
        "既写在放假": {"moved": "2月7日"},
        "本来就是周一到周五": {"moved": "3月1日"},
    }
    for sentence, changed in faults.items():
        answer = client.post(ADDRESS, GIVEN | changed)
        assert answer.status_code == 422 and sentence in answer.content.decode(), sentence
        assert "演示文号" in answer.content.decode()
    assert known_years() == {}


def test_others_read_and_only_the_system_administrator_enters(cast: Cast) -> None:
    load_calendar()
    for user in (cast.business_he, cast.station_zhou):
        client = StrictClient.of(user)
        said = client.get("/desk/calendar/").content.decode()
        assert "2026 年" in said and ADDRESS not in said
        assert client.post(ADDRESS, GIVEN).status_code == 403
    assert StrictClient.of(cast.village_li).get("/desk/calendar/").status_code == 403
    assert StrictClient.of(cast.sysadmin).get("/desk/calendar/1999/").status_code == 404
    assert 2027 not in known_years()
