"""Who may change a figure or a calendar, and from when on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.kernel.configuration import change_figure, enter_year
from yimi.kernel.errors import NotYours, Refusal
from yimi.kernel.figures import Figure, figure
from yimi.kernel.reach import Hat, Reach
from yimi.kernel.workdays import CalendarDay, add_working_days, is_working_day

pytestmark = pytest.mark.django_db


@dataclass
class Admin:
    pk: int = 5
    audit_name: str = "sysadmin"


REACH = Reach(5, (Hat("system_admin", None, "bureau", "500114", "500114"),))
CHANGE: dict[str, Any] = {
    "key": "submit_hours", "value": 48, "effective_from": date(2026, 12, 1), "source": "县民政局〔2026〕9号",
    "reach": REACH, "by": Admin(),
}  # fmt: skip


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.frozen(datetime(2026, 11, 22, 2, tzinfo=UTC)):
        yield


def test_the_system_administrator_changes_a_figure_from_a_later_day_on() -> None:
    change_figure(**CHANGE)
    assert (figure("submit_hours"), figure("submit_hours", date(2026, 12, 1))) == (72, 48)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.actor_id) == ("kernel.change_figure", "sysadmin", 5)
    assert event.detail["value"] == 48


@pytest.mark.parametrize(
    "reach",
    [
        Reach.nothing(5),
        Reach(5, (Hat("county_leader", 1, "bureau", "500114", "500114"),)),
        Reach(6, REACH.hats),  # somebody else's reach
    ],
)
def test_nobody_else_does(reach: Reach) -> None:
    with pytest.raises(NotYours):
        change_figure(**CHANGE | {"reach": reach})
    with pytest.raises(NotYours):
        enter_year(year=2027, rest_days={}, moved_days={}, source="x", reach=reach, by=Admin())
    assert not Figure.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"key": "nonsense"}, "key"),
        ({"value": -1}, "value"),
        ({"effective_from": date(2026, 11, 22)}, "effective_from"),
        ({"source": " "}, "source"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_at_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        change_figure(**CHANGE | change)
    assert refused.value.field == field


def test_two_changes_on_the_same_day_are_refused() -> None:
    change_figure(**CHANGE)
    with pytest.raises(Refusal, match="换一个生效日期"):
        change_figure(**CHANGE | {"value": 24})


def test_a_year_is_entered_from_its_holiday_notice() -> None:
    written = enter_year(
        year=2027,
        rest_days={date(2027, 1, 1): "元旦"},
        moved_days={date(2027, 1, 3): "元旦调休上班"},
        source="invented notice",
        reach=REACH,
        by=Admin(),
    )
    assert written == CalendarDay.objects.count() == 365
    assert not is_working_day(date(2027, 1, 1))
    assert is_working_day(date(2027, 1, 3))
    assert not is_working_day(date(2027, 1, 2))
    assert add_working_days(date(2027, 1, 1), 2) == date(2027, 1, 4)


def test_a_day_of_another_year_is_refused() -> None:
    with pytest.raises(Refusal, match="2027年"):
        enter_year(
            year=2027,
            rest_days={date(2026, 1, 1): "元旦"},
            moved_days={},
            source="x",
            reach=REACH,
            by=Admin(),
        )
