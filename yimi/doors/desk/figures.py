"""The figures of the rules, each with its day: changed from a later day on, the past keeps its own."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.figure_words import GROUPS, UNITS
from yimi.doors.desk.filling import DayField, Sheet, fill, only_for
from yimi.kernel import clock
from yimi.kernel.configuration import change_figure
from yimi.kernel.figures import DEFAULTS, Figure
from yimi.kernel.units import yuan
from yimi.rooms.accounts.states import COUNTY, Role

READERS = (Role.SYSTEM_ADMIN, *COUNTY)


class Shown(NamedTuple):
    """A figure on the page: what holds today, and what has been decided for later."""

    key: str
    label: str
    value: str
    source: str
    since: date | None
    later: list[tuple[date, str]]


class FigureForm(forms.Form):
    value = forms.IntegerField(label=_lazy("新数值"), min_value=0)
    effective_from = DayField(label=_lazy("从哪天起"), help_text=_lazy("最早明天。已经发生的按原数值计算。"))
    source = forms.CharField(label=_lazy("依据"), max_length=120, help_text=_lazy("例如文件名称和文号。"))


def figures(request: Asked) -> HttpResponse:
    reach, today = only_for(request, *READERS), clock.today()
    rows: dict[str, list[Figure]] = {}
    for row in Figure.objects.order_by("key", "-effective_from"):
        rows.setdefault(row.key, []).append(row)
    groups = [
        (title, [_shown(key, str(label), rows.get(key, []), today) for key, label in named.items()])
        for title, named in GROUPS
    ]
    context = {"groups": groups, "may_change": reach.has(Role.SYSTEM_ADMIN)}
    return render(request, "desk/figures/figures.html", context)


def figure(request: Asked, key: str) -> HttpResponse:
    """Change one figure from a later day on; its history below."""
    reach = only_for(request, Role.SYSTEM_ADMIN)
    label = next((named[key] for _title, named in GROUPS if key in named), None)
    if label is None or key not in DEFAULTS:
        raise Http404
    history = list(Figure.objects.filter(key=key).order_by("-effective_from"))
    form = FigureForm(request.POST or None)
    form.fields["value"].help_text = _("单位：%(unit)s") % {"unit": _unit(key)}

    def change(data: dict[str, Any]) -> Figure:
        return change_figure(key=key, reach=reach, by=request.user, **data)

    back = reverse("desk:figures")
    sheet = Sheet(str(label), _("定下新数值"), back, _("规则数值"), template="desk/figures/figure.html")
    lines = [(each.effective_from, _value(key, each.value), _source(each)) for each in history]
    return fill(request, form, change, sheet, then=back, said=_("新数值已定，到日子生效。"), history=lines)


def _shown(key: str, label: str, rows: list[Figure], today: date) -> Shown:
    current = next((each for each in rows if each.effective_from <= today), None)
    later = [(each.effective_from, _value(key, each.value)) for each in rows if each.effective_from > today]
    default = DEFAULTS[key]
    value = current.value if current else default.value
    source = _source(current) if current else _("出厂设定")
    since = current.effective_from if current else None
    return Shown(key, label, _value(key, value), source, since, sorted(later))


def _source(row: Figure) -> str:
    """What somebody wrote when changing it; what the product was shipped with says so."""
    return _("出厂设定") if row.source == DEFAULTS[row.key].source else row.source


def _unit(key: str) -> str:
    unit = DEFAULTS[key].unit
    return str(UNITS.get(unit, unit))


def _value(key: str, value: int) -> str:
    """A figure with its unit, money in yuan."""
    if DEFAULTS[key].unit == "fen":
        return _("%(yuan)s 元") % {"yuan": yuan(value)}
    return f"{value:,} {_unit(key)}"


urlpatterns = [
    path("figures/", figures, name="figures"),
    path("figures/<slug:key>/", figure, name="figure"),
]
