"""Members of a group: added from the register, measured before and after, leaving."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk import picker
from yimi.doors.desk.answers import attempt, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import WORKERS, case_of
from yimi.doors.desk.filling import ReasonForm, Sheet, fill, only_for
from yimi.kernel import clock
from yimi.rooms.casework import actions
from yimi.rooms.casework.models import Member

SCORE: dict[str, Any] = {"required": False, "min_value": 0, "max_value": 1000}


class MembersForm(forms.Form):
    """People of the register who join."""

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"] = picker.PersonsField(request.reach)


class ScoreForm(forms.Form):
    before = forms.IntegerField(label=_lazy("前测"), **SCORE)
    after = forms.IntegerField(label=_lazy("后测"), **SCORE)


def members(request: Asked, pk: int) -> HttpResponse:
    """Add people to a group."""
    case = case_of(request, pk)
    form = MembersForm(request, request.POST if request.method == "POST" else None)
    back = reverse("desk:case", args=[pk])
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["persons"])
        if attempt(form, lambda: actions.join_group(case=case, persons=chosen, by=request.user)):
            return go(request, back, _("组员已加上。"))
    ticked = request.POST.getlist("persons")
    picked = picker.offer(request.reach, village=case.division_id, ticked=ticked)
    context = {"case": case, "form": form, "picked": picked, "today": clock.today()}
    return page(request, "desk/cases/members.html", context, form)


def member_score(request: Asked, pk: int) -> HttpResponse:
    found = _member(request, pk)
    form = ScoreForm(request.POST or None, initial={"before": found.before, "after": found.after})
    return _fill(
        request, found, form, lambda data: actions.score_member(member=found, by=request.user, **data),
        _("登记前后测"), _("保存分数"),
    )  # fmt: skip


def member_leave(request: Asked, pk: int) -> HttpResponse:
    found = _member(request, pk)
    return _fill(
        request, found, ReasonForm(request.POST or None),
        lambda data: actions.leave_group(member=found, by=request.user, **data), _("退出小组"), _("登记退出"),
    )  # fmt: skip


def _fill(request: Asked, found: Member, form: forms.Form, call: Any, title: str, verb: str) -> HttpResponse:
    back = reverse("desk:case", args=[found.case_id])
    sheet = Sheet(f"{title} · {found.person.masked_name}", verb, back, found.case.number)
    return fill(request, form, call, sheet, then=back, said=_("已登记。"))


def _member(request: Asked, pk: int) -> Member:
    only_for(request, *WORKERS)
    rows = Member.objects.visible_to(request.reach).select_related("case", "person")
    return get_object_or_404(rows, pk=pk)


urlpatterns = [
    path("cases/<int:pk>/members/", members, name="members"),
    path("members/<int:pk>/score/", member_score, name="member_score"),
    path("members/<int:pk>/leave/", member_leave, name="member_leave"),
]
