"""Changing what is configured by date: a figure from a day on, the working calendar of a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, System, action
from yimi.kernel.errors import NotYours, Refusal
from yimi.kernel.figures import DEFAULTS, Figure
from yimi.kernel.reach import Reach
from yimi.kernel.workdays import CalendarDay

MAY_CONFIGURE = (
    "system_admin"  # one of the three administrators; the role itself is a matter of the accounts room
)


@action
def change_figure(
    *, key: str, value: int, effective_from: date, source: str, reach: Reach, by: Actor
) -> Figure:
    """Give a figure a new value from a day after today on (house law 8); the past keeps its own.

    Raises NotYours for anybody but the system administrator; Refusal for an unknown figure, a negative
    value, a day that has begun, a missing source, or a second change on the same day.
    """
    _check_who(reach, by)
    if key not in DEFAULTS:
        raise Refusal(_("没有名为“%(key)s”的数值，请从列表中选择。") % {"key": key[:60]}, field="key")
    if value < 0:
        raise Refusal(_("数值不能是负数。"), field="value")
    if effective_from <= clock.today():
        raise Refusal(_("新数值最早从明天起生效，已经发生的按原数值计算。"), field="effective_from")
    if not source.strip():
        raise Refusal(_("请写明依据，例如文件名称和文号。"), field="source")
    return Figure.objects.create(
        key=key, value=value, unit=DEFAULTS[key].unit, effective_from=effective_from, source=source.strip()
    )


@action
def enter_year(
    *,
    year: int,
    rest_days: Mapping[date, str],
    moved_days: Mapping[date, str],
    source: str,
    reach: Reach,
    by: Actor,
) -> int:
    """Enter the working calendar of a year from the holiday notice; returns how many days were written.

    `rest_days` are the days off with the name of the festival, `moved_days` the weekend days worked instead;
    every other Monday to Friday is a working day. Replaces what was there for that year (decision 3).
    Raises NotYours for anybody but the system administrator; Refusal for a day outside of the year.
    """
    _check_who(reach, by)
    if not source.strip():
        raise Refusal(_("请写明依据，例如放假通知的文号。"), field="source")
    strays = [day for day in (*rest_days, *moved_days) if day.year != year]
    if strays or set(rest_days) & set(moved_days):
        raise Refusal(_("放假和调休的日期必须都在%(year)d年，且不能重复。请核对后重填。") % {"year": year})
    first = date(year, 1, 1)
    days = [first + timedelta(days=step) for step in range((date(year + 1, 1, 1) - first).days)]
    CalendarDay.objects.filter(day__range=(days[0], days[-1])).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            day=day,
            is_working=day in moved_days or (day.weekday() < 5 and day not in rest_days),
            name=rest_days.get(day, moved_days.get(day, "")),
            source=source.strip(),
        )
        for day in days
    )
    return len(days)


def _check_who(reach: Reach, by: Actor) -> None:
    if isinstance(by, System):
        return
    if reach.user_id != by.pk or not reach.has(MAY_CONFIGURE):
        raise NotYours(_("只有系统管理员可以修改规则数值和工作日历。"))
