"""The family of a client: relatives one by one, and the genogram that is drawn from them."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import WORKERS, case_of, look
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.rooms.casework import actions
from yimi.rooms.casework.models import Relative
from yimi.rooms.casework.queries.family import genogram_of, known_family
from yimi.rooms.casework.rules.genogram.words import Kin, Tie
from yimi.rooms.people.states import Sex


class RelativeForm(forms.Form):
    kin = forms.ChoiceField(label=_lazy("与本人的关系"), choices=Kin.choices)
    name = forms.CharField(label=_lazy("姓名或称呼"), max_length=20)
    sex = forms.ChoiceField(label=_lazy("性别"), choices=Sex.choices, initial=Sex.UNKNOWN)
    birth_year = forms.IntegerField(label=_lazy("出生年份"), required=False)
    lives_there = forms.BooleanField(label=_lazy("与本人同住"), required=False)
    is_dead = forms.BooleanField(label=_lazy("已去世"), required=False)
    tie = forms.ChoiceField(label=_lazy("与本人的来往"), choices=Tie.choices, initial=Tie.PLAIN)


def family(request: Asked, pk: int) -> HttpResponse:
    """Who belongs to the family; add one, or begin with whom the register knows."""
    case = case_of(request, pk)
    if case.is_group:
        raise Http404
    if answer := look(request, case):
        return answer
    back = reverse("desk:case", args=[pk])
    sheet = Sheet(_("家系图"), _("加上"), back, case.number, template="desk/cases/family.html")
    return fill(
        request,
        RelativeForm(request.POST or None),
        lambda data: actions.add_relative(case=case, by=request.user, **data),
        sheet,
        then=reverse("desk:family", args=[pk]),
        case=case,
        relatives=list(case.relatives.order_by("pk")),
        known=len(known_family(case)),
        genogram=genogram_of(case),
    )


@require_POST
def family_household(request: Asked, pk: int) -> HttpResponse:
    case = case_of(request, pk)
    to = reverse("desk:family", args=[pk])
    return done(
        request,
        lambda: actions.take_household(case=case, by=request.user),
        to=to,
        said=_("已带入同户人员和监护人，请核对关系。"),
    )


@require_POST
def relative_remove(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *WORKERS)
    found = get_object_or_404(Relative.objects.visible_to(request.reach).select_related("case"), pk=pk)
    to = reverse("desk:family", args=[found.case_id])
    return done(
        request, lambda: actions.remove_relative(relative=found, by=request.user), to=to, said=_("已去掉。")
    )


urlpatterns = [
    path("cases/<int:pk>/family/", family, name="family"),
    path("cases/<int:pk>/family/household/", family_household, name="family_household"),
    path("relatives/<int:pk>/remove/", relative_remove, name="relative_remove"),
]
