"""What stands around a client: one tie after the other, and the eco-map that is drawn from them."""

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
from yimi.rooms.casework.models import Surrounding
from yimi.rooms.casework.queries.surroundings import ecomap_of
from yimi.rooms.casework.rules.ecomap.words import Around, Flow, Strength


class SurroundingForm(forms.Form):
    kind = forms.ChoiceField(label=_lazy("哪一方面"), choices=Around.choices)
    name = forms.CharField(
        label=_lazy("是谁、哪一家"), max_length=20, help_text=_lazy("例如隔壁老陈、镇卫生院、村小。")
    )
    strength = forms.ChoiceField(
        label=_lazy("关系怎么样"), choices=Strength.choices, widget=forms.RadioSelect
    )
    flow = forms.ChoiceField(
        label=_lazy("谁帮谁"), choices=Flow.choices, initial=Flow.BOTH, widget=forms.RadioSelect
    )


def surroundings(request: Asked, pk: int) -> HttpResponse:
    """Everything around the client; add one."""
    case = case_of(request, pk)
    if case.is_group:
        raise Http404
    if answer := look(request, case):
        return answer
    sheet = Sheet(
        _("生态图"),
        _("加上"),
        reverse("desk:case", args=[pk]),
        case.number,
        template="desk/cases/surroundings.html",
    )
    return fill(
        request,
        SurroundingForm(request.POST or None),
        lambda data: actions.add_surrounding(case=case, by=request.user, **data),
        sheet,
        then=reverse("desk:surroundings", args=[pk]),
        case=case,
        rows=list(case.surroundings.order_by("pk")),
        ecomap=ecomap_of(case),
    )


@require_POST
def surrounding_remove(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *WORKERS)
    rows = Surrounding.objects.visible_to(request.reach).select_related("case")
    found = get_object_or_404(rows, pk=pk)
    to = reverse("desk:surroundings", args=[found.case_id])
    call = lambda: actions.remove_surrounding(surrounding=found, by=request.user)  # noqa: E731
    return done(request, call, to=to, said=_("已去掉。"))


urlpatterns = [
    path("cases/<int:pk>/surroundings/", surroundings, name="surroundings"),
    path("surroundings/<int:pk>/remove/", surrounding_remove, name="surrounding_remove"),
]
