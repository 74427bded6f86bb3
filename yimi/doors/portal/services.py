"""The service list, and ordering from it with the code on the village's paper card."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.portal.pages import PORTAL, address_of, county, readable
from yimi.kernel import clock
from yimi.kernel.errors import Refusal
from yimi.rooms.public import actions, queries


class OrderForm(forms.Form):
    """The card's code, one service, the days that suit; the rest may stay empty."""

    card = forms.CharField(
        label=_lazy("村码"),
        help_text=_lazy("印在村里的点单卡上，10 位数字，如 109203-4821。扫卡上的二维码会自动填好。"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _lazy("请输入点单卡上的村码。")},
    )
    item = forms.ChoiceField(
        label=_lazy("想要哪一项服务"), error_messages={"required": _lazy("请选一项服务。")}
    )
    wished_from = forms.DateField(
        label=_lazy("最早哪一天"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    wished_to = forms.DateField(
        label=_lazy("最晚哪一天"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    name = forms.CharField(
        label=_lazy("怎么称呼"), help_text=_lazy("只记姓和一个*，如“张*”。"), required=False, max_length=30
    )
    reason = forms.CharField(
        label=_lazy("想说的话"),
        help_text=_lazy("例如几位老人、住得多远、行动是否方便。请不要写身份证号和病情。"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: list[Any] = [("", _lazy("请选择"))]
        for category, items in queries.service_list(county()):
            groups.append((category, [(item.code, item.label) for item in items]))
        self.fields["item"].choices = groups  # type: ignore[attr-defined]


@readable
def listed(request: HttpRequest) -> HttpResponseBase:
    return render(request, "portal/services.html", {"categories": queries.service_list(county())})


def order(request: HttpRequest) -> HttpResponseBase:
    today = clock.today()
    suggested = {
        "item": request.GET.get("item", ""),
        "card": request.GET.get("card", ""),
        "wished_from": today + timedelta(days=7),
        "wished_to": today + timedelta(days=28),
    }
    form = OrderForm(request.POST or None, initial=suggested)
    if request.method == "POST" and form.is_valid() and _relay(request, form):
        return HttpResponseRedirect(reverse("portal:ordered"))
    return render(request, "portal/order.html", {"form": form}, status=422 if form.errors else 200)


def _relay(request: HttpRequest, form: OrderForm) -> bool:
    """Hand the order down; a refusal stands beside its field and nothing typed is lost."""
    asked = dict(form.cleaned_data)
    try:
        actions.ask_for_service(
            county=county(), by=PORTAL, address=address_of(request), item_code=asked.pop("item"), **asked
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


@readable
def ordered(request: HttpRequest) -> HttpResponseBase:
    return render(request, "portal/ordered.html")
