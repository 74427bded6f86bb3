"""The next number of a county and quarter, given out under the counter's row lock."""

from __future__ import annotations

from yimi.rooms.projects.models import NumberCounter, Series
from yimi.rooms.projects.rules import number


def _next_number(kind: str, county: str, quarter: str) -> str:
    """The next session or call-out number; two writers never get the same one."""
    NumberCounter.objects.get_or_create(county=county, kind=kind, quarter=quarter)
    counter = NumberCounter.objects.select_for_update().get(county=county, kind=kind, quarter=quarter)
    counter.last += 1
    counter.save(update_fields=["last"])
    return number(kind, county, quarter, counter.last)


def _next_in_series(series: Series) -> int:
    """The next 第 n 期 of a series (A4-09)."""
    locked = Series.objects.select_for_update().get(pk=series.pk)
    given = locked.next_number
    Series.objects.filter(pk=locked.pk).update(next_number=given + 1)
    return given
