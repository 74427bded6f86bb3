"""What an acceptance list is asked for: by a figure's link, or by the filter bar. Both say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel import clock
from yimi.kernel.periods import Month, Quarter
from yimi.kernel.reach import Reach
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.states import OrganisationKind
from yimi.rooms.people.states import Category
from yimi.rooms.places.models import Division
from yimi.rooms.projects.models import Theme
from yimi.rooms.reports.queries.tallies import period_of

BASES: dict[str, Promise] = {
    "submitted": _lazy("按提交时间"),
    "decided": _lazy("按评审时间"),
    "returned": _lazy("退回过的"),
    "called": _lazy("回访过的"),
}
RESULTS: dict[str, Promise] = {
    "": _lazy("全部结论"),
    "accept,partial": _lazy("通过和部分通过"),
    "accept": _lazy("通过"),
    "partial": _lazy("部分通过"),
    "reject": _lazy("不通过"),
    "none": _lazy("还没有结论"),
}
NUMBERS = ("station", "provider", "theme")
CODES = ("type", "town", "village", "field", "group")
QUARTERS_BACK, MONTHS_BACK = 8, 15


@dataclass(frozen=True)
class Asking:
    """The question, as `reports.queries.acceptance` reads it, with its period and which day counts."""

    basis: str
    period: Month | Quarter
    where: dict[str, str]

    def get(self, name: str) -> str:
        return self.where.get(name, "")


def asked_of(query: Mapping[str, Any]) -> Asking:
    """Read a query string. Raises Refusal for a period that is none; what it does not know it leaves out."""
    basis = next((name for name in BASES if query.get(name)), "")
    text = query.get(basis, "") if basis else ""
    if query.get("by") in BASES:
        basis, text = query["by"], query.get("period", "")
    period = period_of(text) if text else Quarter.containing(clock.today())
    where = {basis or "submitted": str(period)}
    where |= {name: query[name] for name in CODES if query.get(name)}
    where |= {
        name: query[name] for name in NUMBERS if query.get(name, "").isdecimal() and len(query[name]) < 19
    }
    if query.get("result") in RESULTS and query["result"]:
        where["result"] = query["result"]
    return Asking(basis or "submitted", period, where)


class AcceptanceFilter(forms.Form):
    """The filter bar; what only a figure's link asks for goes along unseen, and is named above the list."""

    by = forms.ChoiceField(label=_lazy("依据"), choices=list(BASES.items()))
    period = forms.ChoiceField(label=_lazy("期间"))
    station = forms.ChoiceField(label=_lazy("社工站"), required=False)
    provider = forms.ChoiceField(label=_lazy("承接机构"), required=False)
    type = forms.ChoiceField(label=_lazy("类型"), required=False)
    result = forms.ChoiceField(label=_lazy("结论"), choices=list(RESULTS.items()), required=False)
    town = forms.CharField(widget=forms.HiddenInput, required=False)
    village = forms.CharField(widget=forms.HiddenInput, required=False)
    theme = forms.CharField(widget=forms.HiddenInput, required=False)
    field = forms.CharField(widget=forms.HiddenInput, required=False)
    group = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, reach: Reach, asking: Asking) -> None:
        super().__init__(initial={**asking.where, "by": asking.basis, "period": str(asking.period)})
        self.asking = asking
        houses = Organisation.objects.filter(
            county__in=reach.counties(), kind__in=(OrganisationKind.STATION, OrganisationKind.PROVIDER)
        ).order_by("name", "pk")
        choices: dict[str, list[tuple[Any, Any]]] = {
            "station": [("", _("全部"))],
            "provider": [("", _("全部"))],
        }
        for house in houses:
            choices[house.kind].append((house.pk, house.short_name or house.name))
        types = MicroType.objects.order_by("code").values_list("code", "name")
        choices["type"] = [("", _("全部")), *types]
        choices["period"] = _periods(asking.period)
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]
        for name in [name for name in ("town", "village", "theme", "field", "group") if not asking.get(name)]:
            del self.fields[name]

    def narrowed(self) -> list[tuple[str, str]]:
        """(key, words) of what a figure's link narrows the list to besides the bar."""
        asking, found = self.asking, []
        for key in ("town", "village"):
            if asking.get(key):
                place = Division.objects.filter(pk=asking.get(key)).first()
                found.append((key, place.name if place else asking.get(key)))
        if asking.get("theme"):
            theme = Theme.objects.filter(pk=asking.get("theme")).first()
            found.append(("theme", theme.title if theme else ""))
        if asking.get("field"):
            found.append(("field", asking.get("field")))
        if asking.get("group") in Category.values:
            found.append(("group", str(Category(asking.get("group")).label)))
        return found


def _periods(chosen: Month | Quarter) -> list[tuple[Any, Any]]:
    """Quarters and months, the newest first, and the one asked for even if it is older."""
    quarter, month = Quarter.containing(clock.today()), Month.containing(clock.today())
    quarters: list[tuple[str, str]] = []
    months: list[tuple[str, str]] = []
    for _step in range(QUARTERS_BACK):
        quarters.append((str(quarter), quarter.label))
        quarter = quarter.previous()
    for _step in range(MONTHS_BACK):
        months.append((str(month), month.label))
        month = month.previous()
    known = {key for key, _label in (*quarters, *months)}
    if str(chosen) not in known:
        (quarters if isinstance(chosen, Quarter) else months).append((str(chosen), chosen.label))
    return [(_("季度"), quarters), (_("月份"), months)]
