"""Stations and themes side by side, and who is reached. Outcomes are compared, nobody ranked (A4-17)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.kernel import clock
from yimi.kernel.periods import Quarter
from yimi.rooms.accounts.states import COUNTY, STATION
from yimi.rooms.projects.models import Theme
from yimi.rooms.reports import queries

READERS = (*sorted(STATION), *sorted(COUNTY), "supervisor")
QUARTERS_BACK = 8


class QuarterForm(forms.Form):
    """The filter bar: one quarter."""

    quarter = forms.ChoiceField(label=_lazy("季度"))

    def __init__(self, chosen: Quarter) -> None:
        super().__init__(initial={"quarter": str(chosen)})
        quarter = Quarter.containing(clock.today())
        choices = []
        for _step in range(QUARTERS_BACK):
            choices.append((str(quarter), quarter.label))
            quarter = quarter.previous()
        if str(chosen) not in dict(choices):
            choices.append((str(chosen), chosen.label))
        self.fields["quarter"].choices = choices  # type: ignore[attr-defined]


@require_safe
def comparison(request: Asked) -> HttpResponse:
    """Stations of a quarter with coverage; `?theme=` compares the stations that joined one theme."""
    reach = only_for(request, *READERS)
    theme = request.GET.get("theme", "")
    if theme.isdecimal() and len(theme) < 19:
        return _theme(request, int(theme))
    asked = request.GET.get("quarter", "")
    quarter = Quarter.parse(asked) if asked else Quarter.containing(clock.today())
    themes = Theme.objects.visible_to(reach).order_by("-started_at", "-pk")[:12]
    stations, coverage = queries.compare_stations(reach, quarter), queries.coverage(reach, quarter)
    context: dict[str, Any] = {
        "quarter": quarter,
        "form": QuarterForm(quarter),
        "stations": [row for row in stations if row.submitted or row.accepted],
        "idle": [row.name for row in stations if not (row.submitted or row.accepted)],
        "coverage": coverage,
        "reached": [town for town in coverage.towns if town.sessions],
        "unreached": [town.name for town in coverage.towns if not town.sessions],
        "themes": list(themes),
    }
    return render(request, "desk/comparison/stations.html", context)


def _theme(request: Asked, pk: int) -> HttpResponse:
    theme = get_object_or_404(
        Theme.objects.visible_to(request.reach).select_related("type", "started_by_station"), pk=pk
    )
    context = {"theme": theme, "stations": queries.compare_theme(theme)}
    return render(request, "desk/comparison/theme.html", context)


urlpatterns = [path("comparison/", comparison, name="comparison")]
