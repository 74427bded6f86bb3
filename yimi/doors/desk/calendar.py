"""The working calendar: which years are known, and a year entered from the holiday notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.calendar_forms import YearForm, span
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.kernel import clock
from yimi.kernel.configuration import enter_year
from yimi.kernel.workdays import FIRST_YEAR, CalendarDay, exceptions, known_years
from yimi.rooms.accounts.states import COUNTY, STATION, Role

READERS = (Role.SYSTEM_ADMIN, *COUNTY, *STATION)
AHEAD = 5


class Year(NamedTuple):
    """A year as the page lists it: its days off and the weekend days worked instead, in words."""

    year: int
    rest: list[tuple[str, str]]
    moved: list[tuple[str, str]]
    source: str


def calendar(request: Asked) -> HttpResponse:
    reach, this = only_for(request, *READERS), clock.today().year
    known = known_years()
    context = {
        "years": [_year(each, known[each]) for each in sorted(known, reverse=True)],
        "missing": [each for each in (this, this + 1) if each not in known],
        "may_enter": reach.has(Role.SYSTEM_ADMIN),
        "next": max([*known, this - 1]) + 1,
    }
    return render(request, "desk/calendar/calendar.html", context)


def calendar_year(request: Asked, year: int) -> HttpResponse:
    """Enter a year, or mend it when a later notice moved a day."""
    reach = only_for(request, Role.SYSTEM_ADMIN)
    if not FIRST_YEAR <= year <= clock.today().year + AHEAD:
        raise Http404
    known = _year(year, known_years().get(year, ""))
    start = {"rest": _lines(known.rest), "moved": _lines(known.moved), "source": known.source}
    form = YearForm(year, request.POST or None, initial=start)

    def enter(data: dict[str, Any]) -> int:
        days = {"rest_days": data["rest"], "moved_days": data["moved"], "source": data["source"]}
        return enter_year(year=year, reach=reach, by=request.user, **days)

    back = reverse("desk:calendar")
    lead = _("照放假通知填：放假的日子和调休上班的日子。其余周一到周五都算工作日。已经定下的期限不变。")
    title = _("%(year)d 年工作日历") % {"year": year}
    sheet = Sheet(title, _("保存这一年"), back, _("工作日历"), lead)
    return fill(
        request, form, enter, sheet, then=back, said=_("%(year)d 年的日历已保存，马上生效。") % {"year": year}
    )


def _year(year: int, source: str) -> Year:
    rest, moved = exceptions(year)
    return Year(year, list(_spans(rest)), list(_spans(moved)), source)


def _spans(days: list[CalendarDay]) -> Iterator[tuple[str, str]]:
    """Days that follow each other under one name become one line: 2月6日至12日, 春节."""
    first: date | None = None
    for number, row in enumerate(days):
        first = first or row.day
        after = days[number + 1] if number + 1 < len(days) else None
        if after is None or (after.day - row.day).days > 1 or after.name != row.name:
            yield span(first, row.day), row.name
            first = None


def _lines(spans: list[tuple[str, str]]) -> str:
    return "\n".join(f"{days} {name}".strip() for days, name in spans)


urlpatterns = [
    path("calendar/", calendar, name="calendar"),
    path("calendar/<int:year>/", calendar_year, name="calendar_year"),
]
