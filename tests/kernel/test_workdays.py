"""Windows in working days, by the holiday notices (decision 3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from yimi.kernel.errors import Refusal
from yimi.kernel.workdays import (
    CalendarDay,
    add_working_days,
    is_working_day,
    load_calendar,
    working_days_between,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def calendar() -> None:
    load_calendar()


def test_the_calendar_says_where_each_day_comes_from() -> None:
    national = CalendarDay.objects.get(day=date(2026, 10, 1))
    assert (national.is_working, national.name) == (False, "国庆节")
    assert national.source.startswith("chinese-calendar ")
    moved = CalendarDay.objects.get(day=date(2026, 10, 10))
    assert (moved.is_working, moved.name) == (True, "国庆节调休上班")


def test_loading_twice_keeps_what_was_entered_by_hand() -> None:
    CalendarDay.objects.filter(day=date(2026, 11, 3)).update(is_working=False, source="county notice")
    assert load_calendar() == 0
    assert not is_working_day(date(2026, 11, 3))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 16), 3, date(2026, 11, 19)),  # Monday to Thursday
        (date(2026, 11, 20), 3, date(2026, 11, 25)),  # Friday, over a weekend, to Wednesday
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the National Day week
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday that was made a working day
        (date(2026, 11, 21), 0, date(2026, 11, 23)),  # no days from a Saturday: the next working day
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_a_window_ends_on_the_nth_working_day_after(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end


def test_counting_back_gives_the_same_number() -> None:
    for offset in range(0, 300, 7):
        start = date(2026, 1, 1) + timedelta(days=offset)
        for n in (1, 2, 3, 5):
            end = add_working_days(start, n)
            assert working_days_between(start, end) == n
            assert working_days_between(end, start) == -n
    assert working_days_between(date(2026, 11, 20), date(2026, 11, 22)) == 0


def test_a_year_without_rows_says_so() -> None:
    last = CalendarDay.objects.order_by("-day")[0].day
    for ask in (
        lambda: add_working_days(last, 1),
        lambda: working_days_between(last, last + timedelta(days=3)),
        lambda: is_working_day(last + timedelta(days=1)),
    ):
        with pytest.raises(Refusal, match=f"{last.year + 1}年") as refused:
            ask()
        assert refused.value.code == "no_calendar"


def test_a_gap_in_the_middle_is_not_stepped_over() -> None:
    CalendarDay.objects.filter(day__year=2025).delete()
    with pytest.raises(Refusal, match="2025年"):
        add_working_days(date(2024, 12, 30), 5)


def test_an_empty_calendar_names_the_year_asked_for() -> None:
    CalendarDay.objects.all().delete()
    with pytest.raises(Refusal, match="2026年"):
        add_working_days(date(2026, 11, 2), 3)


def test_working_days_are_counted_forward_only() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 11, 2), -1)
