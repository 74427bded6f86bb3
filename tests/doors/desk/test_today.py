"""Today: each role sees its own next jobs, with the verb on the line."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from tests.doors.client import StrictClient
from tests.doors.desk.test_requests import placed
from tests.rooms.projects.conftest import Town
from yimi.doors.desk.today import _urgency
from yimi.kernel import clock


def today(user: object) -> str:
    return StrictClient.of(user).get("/desk/").content.decode()  # type: ignore[arg-type]


def test_done_is_quiet(town: Town) -> None:
    for user in (town.cast.leader_tang, town.cast.secadmin, town.cast.station_head_wu):
        assert "都办完了" in today(user)


def test_each_role_is_led_to_its_next_step(town: Town) -> None:
    cast = town.cast
    (wish,) = placed(town)
    assert f"/desk/requests/{wish.pk}/" in today(cast.station_zhou)
    assert "看进度" in today(cast.village_li)
    callout = town.call_out(requests=[wish])
    link = f"/desk/callouts/{callout.pk}/"
    assert link in today(cast.provider_a_manager) and link not in today(cast.provider_a_worker)
    town.two_offers(callout)
    assert link not in today(cast.provider_a_manager)
    town.awarded(callout)
    assert "确认承接" in today(cast.provider_a_manager) and "确认承接" not in today(cast.provider_b_manager)


def test_a_window_that_is_over_comes_first_and_says_so(town: Town) -> None:
    callout = town.call_out()
    town.two_offers(callout)
    placed(town)
    with clock.frozen(callout.respond_by.replace(day=callout.respond_by.day + 1)):
        page = today(town.cast.station_zhou)
    assert "已过期限" in page and page.index("选定机构") < page.index("新需求")


def test_the_end_of_a_day_belongs_to_that_day(town: Town) -> None:
    callout = town.call_out()
    with clock.frozen(callout.respond_by.replace(hour=8)):
        page = today(town.cast.provider_a_manager)
    assert "今天到期" in page and f"{callout.respond_by:%m-%d}" in page and "24:00" in page
    midnight = timezone.make_aware(datetime.combine(callout.respond_by.date(), time(9)))
    with clock.frozen(midnight):
        assert (
            _urgency(timezone.make_aware(datetime.combine(midnight.date() + timedelta(days=1), time.min)))
            == 1
        )
        assert (
            _urgency(timezone.make_aware(datetime.combine(midnight.date() + timedelta(days=1), time(0, 1))))
            == 2
        )


def test_nobody_signed_out_sees_it() -> None:
    assert StrictClient().get("/desk/").status_code == 302
