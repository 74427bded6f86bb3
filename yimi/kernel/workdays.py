"""Working days by the holiday notices of the State Council, as dated rows (decision 3)."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from importlib.metadata import version

from django.db import models, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal

FIRST_YEAR = 2024
WEEKEND = (1, 7)  # Sunday and Saturday as the database counts
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}


class CalendarDay(models.Model):
    """One day of a year whose calendar is known; a year without rows is a year nobody may count in."""

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name = models.TextField(blank=True)
    source = models.TextField()

    class Meta:
        verbose_name = "工作日历"

    def __str__(self) -> str:
        return f"{self.day} {self.name}".strip()


def load_calendar(first_year: int = FIRST_YEAR) -> int:
    """Add the days the chinese-calendar package knows and the table does not; returns how many were added.

    Days already there stay: a county may have entered a notice by hand.
    """
    import chinese_calendar

    source = f"chinese-calendar {version('chinese-calendar')}"
    last = max(chinese_calendar.holidays)
    day, rows = date(first_year, 1, 1), []
    while day.year <= last.year:
        is_rest, festival = chinese_calendar.get_holiday_detail(day)
        name = NAMES.get(festival or "", festival or "")
        if name and not is_rest:
            name = f"{name}调休上班"
        rows.append(CalendarDay(day=day, is_working=not is_rest, name=name, source=source))
        day += timedelta(days=1)
    with transaction.atomic():
        before = CalendarDay.objects.count()
        CalendarDay.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
        return CalendarDay.objects.count() - before


def known_years() -> dict[int, str]:
    """The years whose every day is known, each with the source of its rows; one query."""
    rows = CalendarDay.objects.values_list("day__year").annotate(days=Count("day"), source=Max("source"))
    return {year: source for year, days, source in rows.order_by() if days >= 365 + isleap(year)}


def exceptions(year: int) -> tuple[list[CalendarDay], list[CalendarDay]]:
    """The days off of a year that a notice names or that fall on a weekday, and the weekend days worked."""
    days = CalendarDay.objects.filter(day__year=year)
    off = days.filter(is_working=False).exclude(name="", day__week_day__in=WEEKEND)
    return list(off.order_by("day")), list(
        days.filter(is_working=True, day__week_day__in=WEEKEND).order_by("day")
    )


def is_working_day(day: date) -> bool:
    """Is it a working day? Raises Refusal when its year has no rows."""
    row = CalendarDay.objects.filter(day=day).first()
    if row is None:
        raise _unknown(day.year)
    return row.is_working


def add_working_days(start: date, n: int) -> date:
    """The n-th working day after `start` (which itself is not counted); for n = 0, `start` or the next one.

    A window of 3 working days opened on a Friday ends on Wednesday. Raises Refusal when a year has no rows.
    """
    if n < 0:
        raise ValueError("working days are counted forward only")
    first = start + timedelta(days=1 if n else 0)
    days = (
        CalendarDay.objects.filter(day__gte=first, is_working=True)
        .order_by("day")
        .values_list("day", flat=True)
    )
    found = list(days[: max(n, 1)])
    if len(found) < max(n, 1):
        last = CalendarDay.objects.order_by("-day").values_list("day", flat=True).first()
        raise _unknown(max(last.year + 1, start.year) if last else start.year)
    _refuse_gap(first, found[-1])
    return found[-1]


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`; negative when `end` is earlier.

    `working_days_between(d, add_working_days(d, n)) == n` for n ≥ 1. Raises Refusal when a year has no rows.
    """
    if end < start:
        return -working_days_between(end, start)
    first = start + timedelta(days=1)
    _refuse_gap(first, end)
    return CalendarDay.objects.filter(day__range=(first, end), is_working=True).count()


def _refuse_gap(first: date, last: date) -> None:
    wanted = (last - first).days + 1
    known = set(CalendarDay.objects.filter(day__range=(first, last)).values_list("day", flat=True))
    if len(known) != wanted:
        missing = next(
            day for day in (first + timedelta(days=step) for step in range(wanted)) if day not in known
        )
        raise _unknown(missing.year)


def _unknown(year: int) -> Refusal:
    return Refusal(
        _("工作日历里没有%(year)d年的安排，算不出期限。请系统管理员在“设置”的“工作日历”录入当年的放假通知。")
        % {"year": year},
        code="no_calendar",
    )
