"""Weeks, months and quarters of the county's calendar: values that compare, step and print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Self

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal


class Period:
    """What the three have in common: a first and a last day, and the moments around them."""

    is_period: ClassVar[bool] = True

    @property
    def start(self) -> date:
        raise NotImplementedError

    def next(self) -> Self:
        raise NotImplementedError

    @classmethod
    def containing(cls, day: date) -> Self:
        raise NotImplementedError

    @property
    def end(self) -> date:
        """The last day, inclusive."""
        return self.next().start - timedelta(days=1)

    def previous(self) -> Self:
        return self.containing(self.start - timedelta(days=1))

    def bounds(self) -> tuple[datetime, datetime]:
        """The first moment and the first moment after, aware, in the time zone of the county."""
        return _midnight(self.start), _midnight(self.next().start)

    def __contains__(self, day: object) -> bool:
        if isinstance(day, datetime):
            start, after = self.bounds()
            return start <= day < after
        return isinstance(day, date) and self.start <= day <= self.end


@dataclass(frozen=True, order=True)
class Week(Period):
    """An ISO week, Monday to Sunday (D8): "2026-W47"."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.number, 1)  # raises ValueError for a week the year does not have

    @classmethod
    def containing(cls, day: date) -> Self:
        year, number, _weekday = _local_day(day).isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(*_numbers(r"(\d{4})-W(\d{2})", text, cls))

    @property
    def start(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    def next(self) -> Self:
        return self.containing(self.start + timedelta(days=7))

    @property
    def label(self) -> str:
        first, last = self.start, self.end
        return _("%(year)d年第%(number)d周（%(m1)d月%(d1)d日—%(m2)d月%(d2)d日）") % {
            "year": self.year, "number": self.number,
            "m1": first.month, "d1": first.day, "m2": last.month, "d2": last.day,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"


@dataclass(frozen=True, order=True)
class Month(Period):
    """A calendar month: "2026-11"."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date(self.year, self.number, 1)

    @classmethod
    def containing(cls, day: date) -> Self:
        day = _local_day(day)
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(*_numbers(r"(\d{4})-(\d{2})", text, cls))

    @property
    def start(self) -> date:
        return date(self.year, self.number, 1)

    def next(self) -> Self:
        return type(self)(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def quarter(self) -> Quarter:
        return Quarter.containing(self.start)

    @property
    def label(self) -> str:
        return _("%(year)d年%(number)d月") % {"year": self.year, "number": self.number}

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, order=True)
class Quarter(Period):
    """A calendar quarter, the period of settlement: "2026Q4"."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise ValueError("a year has the quarters 1 to 4")
        date(self.year, 1, 1)

    @classmethod
    def containing(cls, day: date) -> Self:
        day = _local_day(day)
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(*_numbers(r"(\d{4})Q(\d)", text, cls))

    @property
    def start(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    def next(self) -> Self:
        return type(self)(self.year + self.number // 4, self.number % 4 + 1)

    def months(self) -> Iterator[Month]:
        return (Month(self.year, self.number * 3 - 2 + step) for step in range(3))

    @property
    def label(self) -> str:
        words = (_("第一季度"), _("第二季度"), _("第三季度"), _("第四季度"))
        return _("%(year)d年%(quarter)s") % {"year": self.year, "quarter": words[self.number - 1]}

    def __str__(self) -> str:
        return f"{self.year:04d}Q{self.number}"


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day and the first moment after it, aware, in the time zone of the county."""
    return _midnight(day), _midnight(day + timedelta(days=1))


def _local_day(day: date) -> date:
    """The county's day of a moment: 23:30 UTC on Sunday is Monday in Shanghai."""
    return timezone.localtime(day).date() if isinstance(day, datetime) else day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _numbers(pattern: str, text: str, kind: type[Period]) -> tuple[int, int]:
    found = re.fullmatch(pattern, text.strip(), re.ASCII)
    if found:
        year, number = int(found[1]), int(found[2])
        try:
            kind(year, number)  # type: ignore[call-arg]
        except ValueError:
            pass
        else:
            return year, number
    raise Refusal(_("“%(text)s”不是有效的周、月或季度，请从列表中选择。") % {"text": text[:20]})
