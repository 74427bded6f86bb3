"""Hazards at home: what was found, what is still open, how it was removed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yimi.doors.desk.around_forms import HazardForm, RemoveForm
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.paging import newest
from yimi.doors.desk.responsible import before_form, gate, person_of
from yimi.rooms.care.models import Hazard
from yimi.rooms.care.models.scope import RESPONSIBLE, VISITORS
from yimi.rooms.evidence import actions
from yimi.rooms.evidence.models import HazardPhoto
from yimi.rooms.people.queries import sensitive_among


@require_safe
def hazards(request: Asked) -> HttpResponse:
    """Open ones, or with `show=done` those removed."""
    reach = only_for(request, *VISITORS, *RESPONSIBLE)
    rows = Hazard.objects.visible_to(reach).select_related("person__division")
    done = request.GET.get("show") == "done"
    shown = newest(rows.exclude(removed_at=None) if done else rows.open(), request.GET.get("after", ""))
    pictures: dict[int, list[HazardPhoto]] = {}
    for photo in (
        HazardPhoto.objects.visible_to(reach).filter(hazard__in=shown.rows).order_by("-moment", "pk")
    ):
        pictures.setdefault(photo.hazard_id, []).append(photo)
    shut = sensitive_among(
        [each.person for each in shown.rows]
    )  # said on the page of the hazard, which asks why
    lines = [(each, pictures.get(each.pk, []), each.person_id in shut) for each in shown.rows]
    context = {"hazards": lines, "after": shown.next, "done": done, "left": rows.open().count()}
    return render(request, "desk/around/hazards.html", context)


def hazard_new(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *VISITORS, *RESPONSIBLE)
    who = person_of(request, pk)
    if answer := before_form(request, who):
        return answer
    back = reverse("desk:person", args=[pk])
    call = lambda data: actions.report_hazard(person=who, by=request.user, **data)  # noqa: E731
    sheet = Sheet(
        _("登记隐患"), _("登记隐患"), back, who.masked_name, lead=_("七天没排除会变成预警。"), files=True
    )
    return fill(
        request,
        HazardForm(request.POST or None, request.FILES or None),
        call,
        sheet,
        then=back,
        said=_("隐患已登记。"),
    )


def hazard_remove(request: Asked, pk: int) -> HttpResponse:
    reach = only_for(request, *VISITORS, *RESPONSIBLE)
    found = get_object_or_404(Hazard.objects.visible_to(reach).select_related("person"), pk=pk)
    back = reverse("desk:hazards")
    if answer := gate(request, found.person):
        return answer

    def remove(data: dict[str, Any]) -> Hazard:
        return actions.clear_hazard(hazard=found, by=request.user, **data)

    lead = f"{found.get_kind_display()}：{found.before}"
    sheet = Sheet(_("登记排除"), _("登记排除"), back, _("隐患"), lead=lead, files=True)
    return fill(
        request,
        RemoveForm(request.POST or None, request.FILES or None),
        remove,
        sheet,
        then=back,
        said=_("隐患已排除。"),
    )


urlpatterns = [
    path("hazards/", hazards, name="hazards"),
    path("hazards/<int:pk>/remove/", hazard_remove, name="hazard_remove"),
    path("people/<int:pk>/hazard/", hazard_new, name="hazard_new"),
]
