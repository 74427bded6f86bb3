"""Two files of one person become one, and two again when that was wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import ReasonForm, Sheet, fill, only_for
from yimi.doors.desk.responsible import gate, person_of
from yimi.doors.desk.rights_forms import MergeForm
from yimi.rooms.people import actions, queries
from yimi.rooms.people.access import CONFIRMERS
from yimi.rooms.people.models import Person


def person_merge(request: Asked, pk: int) -> HttpResponse:
    """Choose the file this one goes into, among those that are alike in number, phone or name and village."""
    only_for(request, *CONFIRMERS)
    who = person_of(request, pk)
    if answer := gate(request, who, "merge"):
        return answer
    alike = _alike(request, who)

    def merge(data: dict[str, Any]) -> Person:
        into = next(each for each in alike if each.pk == data["into"])
        return actions.merge_person(person=who, into=into, by=request.user)

    lead = (
        _("两份档案的历史都留着，以后发现不是一个人还可以拆开。")
        if alike
        else _("没有号码、电话相同，或同村同名的另一份档案。")
    )
    sheet = Sheet(
        _("并入另一份档案"), _("合并"), reverse("desk:person", args=[pk]), who.masked_name, lead=lead,
        template="desk/people/merge.html",
    )  # fmt: skip
    return fill(
        request, MergeForm(who, alike, request.POST or None), merge, sheet,
        then=lambda made: reverse("desk:person", args=[made.pk]), said=_("已合并。"), alike=alike, who=who,
    )  # fmt: skip


def _alike(request: Asked, who: Person) -> list[Person]:
    """Other files of the reach with the same number, phone, or name and village."""
    said = queries.said_of(
        name=who.name, id_number=who.id_number, phone=who.phone, birth_date=who.birth_date, division=who.division,
        household=who.household,
    )  # fmt: skip
    found = queries.who_is_alike(request.reach, who.county, said).shown
    return [each.person for each in found if each.person.pk != who.pk]


def person_unmerge(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *CONFIRMERS)
    rows = Person.objects.visible_to(request.reach).select_related(
        "merged_into__division", "merged_by", "division"
    )
    who = get_object_or_404(rows, pk=pk)
    back = reverse("desk:person", args=[pk])

    def part(data: dict[str, Any]) -> Person:
        return actions.unmerge_person(person=who, reason=data["reason"], by=request.user)

    sheet = Sheet(
        _("拆开两份档案"), _("拆开"), back, who.masked_name, lead=_("拆开后各归各的记录，都没有丢。"),
        template="desk/people/unmerge.html",
    )  # fmt: skip
    form = ReasonForm(request.POST or None)
    return fill(request, form, part, sheet, then=back, said=_("已拆开。"), who=who, into=who.merged_into)


urlpatterns = [
    path("people/<int:pk>/merge/", person_merge, name="person_merge"),
    path("people/<int:pk>/unmerge/", person_unmerge, name="person_unmerge"),
]
