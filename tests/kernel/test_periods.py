"""Weeks, months and quarters (D8: week = Monday 00:00 to Sunday 24:00)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimi.kernel.errors import Refusal
from yimi.kernel.periods import Month, Quarter, Week, day_bounds

# From 1986 to 1991 China had summer time; nothing of the county reaches back that far.
days = st.dates(min_value=date(1992, 1, 1), max_value=date(2100, 12, 31))
kinds = st.sampled_from([Week, Month, Quarter])
Kind = type[Week] | type[Month] | type[Quarter]


@given(kinds, days)
def test_a_day_lies_in_the_period_that_contains_it(kind: Kind, day: date) -> None:
    period = kind.containing(day)
    assert period.start <= day <= period.end
    assert day in period


@given(kinds, days)
def test_periods_follow_each_other_without_a_gap(kind: Kind, day: date) -> None:
    period = kind.containing(day)
    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().previous() == period
    assert period < period.next()


@given(kinds, days)
def test_a_period_reads_back_from_what_it_prints(kind: Kind, day: date) -> None:
    period = kind.containing(day)
    assert kind.parse(str(period)) == period


@given(kinds, days)
def test_the_bounds_are_the_midnights_of_shanghai(kind: Kind, day: date) -> None:
    period = kind.containing(day)
    start, after = period.bounds()
    assert start.isoformat() == f"{period.start}T00:00:00+08:00"
    assert after == period.next().bounds()[0]
    assert start in period
    assert after not in period


def test_periods_print_as_the_papers_write_them() -> None:
    day = date(2026, 11, 22)
    assert (str(Week.containing(day)), str(Month.containing(day)), str(Quarter.containing(day))) == (
        "2026-W47", "2026-11", "2026Q4",
    )  # fmt: skip
    assert Week.containing(day).label == "2026年第47周（11月16日—11月22日）"
    assert Month.containing(day).label == "2026年11月"
    assert Quarter.containing(day).label == "2026年第四季度"


def test_sunday_night_in_greenwich_is_already_the_next_week() -> None:
    assert str(Week.containing(datetime(2026, 11, 22, 16, tzinfo=UTC))) == "2026-W48"
    assert str(Week.containing(datetime(2026, 11, 22, 15, 59, tzinfo=UTC))) == "2026-W47"


def test_the_first_days_of_a_year_may_belong_to_the_last_week_of_the_one_before() -> None:
    assert str(Week.containing(date(2027, 1, 3))) == "2026-W53"
    assert str(Week.containing(date(2024, 12, 30))) == "2025-W01"


def test_a_quarter_knows_its_months_and_a_month_its_quarter() -> None:
    assert [str(month) for month in Quarter.parse("2026Q4").months()] == ["2026-10", "2026-11", "2026-12"]
    assert Month.parse("2026-11").quarter == Quarter(2026, 4)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Week, "2025-W53"),
        (Week, "2026-47"),
        (Month, "2026-13"),
        (Quarter, "2026Q5"),
        (Quarter, ""),
        (Week, "0000-W01"),
    ],
)
def test_a_period_that_does_not_exist_is_refused(kind: Kind, text: str) -> None:
    with pytest.raises(Refusal, match="不是有效"):
        kind.parse(text)


def test_a_day_has_the_bounds_of_the_county() -> None:
    start, after = day_bounds(date(2026, 11, 22))
    assert (start.isoformat(), after.isoformat()) == (
        "2026-11-22T00:00:00+08:00",
        "2026-11-23T00:00:00+08:00",
    )
