"""Who looks after somebody day to day: named, put right, ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import DayField, Sheet, fill, only_for
from yimi.doors.desk.responsible import before_form, person_of
from yimi.kernel import clock
from yimi.rooms.people import actions
from yimi.rooms.people.access import KEEPERS
from yimi.rooms.people.models import Carer


class CarerForm(forms.Form):
    name = forms.CharField(label=_lazy("照料人姓名"), max_length=40)
    relation = forms.CharField(
        label=_lazy("与本人的关系"), max_length=20, help_text=_lazy("例如祖母、儿媳、邻居。")
    )
    phone = forms.CharField(
        label=_lazy("电话"), required=False, max_length=24, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    lives_with = forms.TypedChoiceField(
        label=_lazy("住在哪里"), choices=[("yes", _lazy("和本人同住")), ("no", _lazy("不同住"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    since = DayField(label=_lazy("从哪天起照料"), required=False, help_text=_lazy("不填就是今天。"))


class EndCarerForm(forms.Form):
    on = DayField(label=_lazy("最后一天"), initial=clock.today)


def carer_new(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *KEEPERS)
    who = person_of(request, pk)
    if answer := before_form(request, who):
        return answer
    back = reverse("desk:person", args=[pk])
    return fill(
        request,
        CarerForm(request.POST or None),
        lambda data: actions.add_carer(person=who, by=request.user, **data),
        Sheet(_("登记%(who)s的照料人") % {"who": who.masked_name}, _("登记照料人"), back, who.masked_name,
              lead=_("平时谁在照看，和监护人不是一回事；可以登记几位。")),
        then=back,
        said=_("照料人已登记。"),
    )  # fmt: skip


def carer_correct(request: Asked, pk: int) -> HttpResponse:
    carer, back = _carer(request, pk)
    if answer := before_form(request, carer.person):
        return answer
    shown: dict[str, Any] = {key: getattr(carer, key) for key in ("name", "relation", "phone", "since")}
    shown["lives_with"] = "yes" if carer.lives_with else "no"
    return fill(
        request,
        CarerForm(request.POST or None, initial=shown),
        lambda data: actions.correct_carer(carer=carer, by=request.user, **data),
        Sheet(_("更正照料人"), _("保存更正"), back, carer.person.masked_name),
        then=back,
        said=_("已更正。"),
    )


def carer_end(request: Asked, pk: int) -> HttpResponse:
    carer, back = _carer(request, pk)
    if answer := before_form(request, carer.person):
        return answer
    return fill(
        request,
        EndCarerForm(request.POST or None),
        lambda data: actions.end_carer(carer=carer, on=data["on"], by=request.user),
        Sheet(_("%(who)s不再照料") % {"who": carer.name}, _("登记"), back, carer.person.masked_name),
        then=back,
        said=_("已登记，记录还在。"),
    )


def _carer(request: Asked, pk: int) -> tuple[Carer, str]:
    only_for(request, *KEEPERS)
    rows = Carer.objects.visible_to(request.reach).running().select_related("person")
    carer = get_object_or_404(rows, pk=pk)
    return carer, reverse("desk:person", args=[carer.person_id])


urlpatterns = [
    path("people/<int:pk>/carer/", carer_new, name="carer_new"),
    path("carers/<int:pk>/correct/", carer_correct, name="carer_correct"),
    path("carers/<int:pk>/end/", carer_end, name="carer_end"),
]
