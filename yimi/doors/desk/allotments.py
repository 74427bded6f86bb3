"""The budget tree: fund, programme, allotment; and what a station may still order this quarter."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.catalogue_forms import YuanField
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.kernel import clock
from yimi.kernel.errors import Refusal
from yimi.kernel.periods import Quarter
from yimi.kernel.reach import Reach
from yimi.kernel.units import yuan
from yimi.rooms.accounts.states import COUNTY, STATION, Role
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.network.models import FrameworkContract
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Allotment, FundSource, Programme

BUSINESS = Role.COUNTY_BUSINESS
BOTH = require_http_methods(["GET", "POST"])


def quarter_choices() -> list[tuple[str, str]]:
    """The quarter before, this one and the two to come."""
    current = Quarter.containing(clock.today())
    listed = [current.previous(), current, current.next(), current.next().next()]
    return [(str(each), each.label) for each in listed]


class FundForm(forms.Form):
    name = forms.CharField(label=_lazy("资金来源"), max_length=120, help_text=_lazy("例如文件名或文号。"))
    purpose = forms.CharField(label=_lazy("用途"), max_length=200)
    amount_fen = YuanField(label=_lazy("总额（元）"))


class ProgrammeForm(forms.Form):
    fund_source = forms.ModelChoiceField(
        FundSource.objects.none(), label=_lazy("用哪笔资金"), empty_label=_lazy("请选择")
    )
    name = forms.CharField(label=_lazy("项目名称"), max_length=120)
    year = forms.IntegerField(label=_lazy("年度"), min_value=2020, max_value=2100)
    ceiling_fen = YuanField(label=_lazy("项目总额（元）"))
    contract = forms.ModelChoiceField(
        FrameworkContract.objects.none(),
        label=_lazy("框架合同"),
        required=False,
        empty_label=_lazy("不绑定合同"),
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"year": clock.today().year, **kwargs.pop("initial", {})}
        super().__init__(*args, **kwargs)
        funds = FundSource.objects.visible_to(reach).order_by("name")
        contracts = FrameworkContract.objects.visible_to(reach).order_by("number")
        self.fields["fund_source"].queryset = funds  # type: ignore[attr-defined]
        self.fields["contract"].queryset = contracts  # type: ignore[attr-defined]


class AllotForm(forms.Form):
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_lazy("项目"))
    micro_type = forms.ModelChoiceField(MicroType.objects.order_by("code"), label=_lazy("类型"))
    town = forms.ModelChoiceField(Division.objects.none(), label=_lazy("乡镇（街道）"))
    quarter = forms.ChoiceField(label=_lazy("季度"))
    ceiling_fen = YuanField(label=_lazy("额度（元）"))
    cash_fen = YuanField(
        label=_lazy("本季度可支付（元）"),
        required=False,
        help_text=_lazy("只限支付，不限点单；不填就等于额度。"),
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        current = str(Quarter.containing(clock.today()))
        kwargs["initial"] = {"quarter": current, **kwargs.pop("initial", {})}
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.visible_to(reach).order_by("-year", "name")
        towns = Division.objects.visible_to(reach).current().at(Level.TOWN)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.fields["town"].queryset = towns.filter(reach.within("code", BUSINESS)).order_by("code")  # type: ignore[attr-defined]
        self.fields["quarter"].choices = quarter_choices()  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    ceiling_fen = YuanField(label=_lazy("新的额度（元）"))
    reason = forms.CharField(label=_lazy("理由"), max_length=300)


@require_safe
def allotments(request: Asked) -> HttpResponse:
    """One quarter of the tree; a station sees its own town's allotments."""
    reach = only_for(request, *STATION, *COUNTY)
    quarter = _quarter(request)
    rows = Allotment.objects.visible_to(reach).filter(quarter=str(quarter))
    found = rows.select_related("programme", "type", "town").order_by("programme_id", "town_id", "type_id")
    funds = FundSource.objects.visible_to(reach).prefetch_related("programmes").order_by("name")
    context = {
        "quarter": quarter,
        "groups": [(name, list(group)) for name, group in groupby(found, key=lambda row: row.programme)],
        "funds": funds,
        "county": reach.has(*COUNTY),
        "may_set": reach.has(BUSINESS),
    }
    return render(request, "desk/allotments/allotments.html", context)


def _quarter(request: Asked) -> Quarter:
    try:
        return Quarter.parse(request.GET.get("quarter", ""))
    except (Refusal, ValueError):
        return Quarter.containing(clock.today())


@BOTH
def fund_new(request: Asked) -> HttpResponse:
    county = min(only_for(request, BUSINESS).counties(BUSINESS))
    call = lambda data: actions.set_up_fund(county=county, by=request.user, **data)  # noqa: E731
    return _filled(request, FundForm(request.POST or None), call, _("登记资金"), _("已登记。"))


@BOTH
def programme_new(request: Asked) -> HttpResponse:
    form = ProgrammeForm(only_for(request, BUSINESS), request.POST or None)
    call = lambda data: actions.sign_programme(by=request.user, **data)  # noqa: E731
    return _filled(request, form, call, _("登记项目"), _("项目已登记，可以下达额度。"))


@BOTH
def allotment_new(request: Asked) -> HttpResponse:
    reach = only_for(request, BUSINESS)
    known = {name: request.GET[name] for name in ("programme", "quarter") if name in request.GET}
    form = AllotForm(reach, request.POST or None, initial=known)
    call = lambda data: actions.allot(by=request.user, **data)  # noqa: E731
    return _filled(request, form, call, _("下达额度"), _("额度已下达，社工站可以征集。"))


@BOTH
def allotment_change(request: Asked, pk: int) -> HttpResponse:
    rows = Allotment.objects.visible_to(only_for(request, BUSINESS)).select_related(
        "programme", "type", "town"
    )
    row = get_object_or_404(rows, pk=pk)
    form = ChangeForm(request.POST or None, initial={"ceiling_fen": yuan(row.ceiling_fen)})
    call = lambda data: actions.change_allotment(allotment=row, by=request.user, **data)  # noqa: E731
    lead = _("%(town)s · %(type)s · %(quarter)s，已下单 %(fen)s 元。") % {
        "town": row.town.name,
        "type": row.type.label,
        "quarter": row.quarter,
        "fen": yuan(row.committed_fen),
    }
    return _filled(request, form, call, _("调整额度"), _("额度已调整。"), lead)


def _filled(
    request: Asked, form: forms.Form, call: Any, title: str, said: str, lead: str = ""
) -> HttpResponse:
    back = reverse("desk:allotments")
    return fill(request, form, call, Sheet(title, title, back, _("额度"), lead), then=back, said=said)


urlpatterns = [
    path("allotments/", allotments, name="allotments"),
    path("allotments/new/", allotment_new, name="allotment_new"),
    path("allotments/<int:pk>/change/", allotment_change, name="allotment_change"),
    path("allotments/funds/new/", fund_new, name="fund_new"),
    path("allotments/programmes/new/", programme_new, name="programme_new"),
]
