"""Groups around a person: who sits in them, how the person fares, when somebody looks again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk.answers import done
from yimi.doors.desk.around_forms import GroupForm, LookForm, MemberForm
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import ReasonForm, Sheet, fill, only_for
from yimi.doors.desk.responsible import gate, person_of
from yimi.kernel import clock
from yimi.rooms.care import actions
from yimi.rooms.care.models import CareGroup, CareMember
from yimi.rooms.care.models.scope import RESPONSIBLE
from yimi.rooms.care.rules.groups import missing


@require_safe
def care_groups(request: Asked) -> HttpResponse:
    """Running groups of one's area, the next look first."""
    reach = only_for(request, *RESPONSIBLE)
    rows = CareGroup.objects.visible_to(reach).running().select_related("person__division")
    context = {"groups": list(rows.order_by("next_on", "pk")[:200]), "today": clock.today()}
    return render(request, "desk/around/groups.html", context)


def group_new(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *RESPONSIBLE)
    who = person_of(request, pk)
    if answer := gate(request, who, "person"):
        return answer
    back = reverse("desk:person", args=[pk])
    sheet = Sheet(_("为%(who)s建小组") % {"who": who.masked_name}, _("建小组"), back, who.masked_name)
    return fill(
        request,
        GroupForm(request.POST or None),
        lambda data: actions.open_group(person=who, by=request.user, **data),
        sheet,
        then=lambda made: reverse("desk:care_group", args=[made.pk]),
        said=_("小组已建好，接着排人。"),
    )


@require_safe
def care_group(request: Asked, pk: int) -> HttpResponse:
    group = _group(request, pk)
    if answer := gate(request, group.person, "person"):
        return answer
    members = list(group.members.order_by("left_on", "pk"))
    context = {
        "group": group,
        "members": members,
        "missing": missing(group.kind, [each.seat for each in members if each.left_on is None]),
        "looks": list(group.looks.order_by("-looked_on", "-pk")[:20]),
        "today": clock.today(),
    }
    return render(request, "desk/around/group.html", context)


def _form(request: Asked, group: CareGroup, form: Any, call: Any, title: str, verb: str) -> HttpResponse:
    back = reverse("desk:care_group", args=[group.pk])
    return fill(
        request, form, call, Sheet(title, verb, back, group.get_kind_display()), then=back, said=_("已登记。")
    )


def member_new(request: Asked, pk: int) -> HttpResponse:
    group = _group(request, pk)
    if answer := gate(request, group.person):
        return answer
    call = lambda data: actions.seat_member(group=group, by=request.user, **data)  # noqa: E731
    return _form(request, group, MemberForm(group, request.POST or None), call, _("排人"), _("加入小组"))


def group_look(request: Asked, pk: int) -> HttpResponse:
    group = _group(request, pk)
    if answer := gate(request, group.person):
        return answer
    form = LookForm(group, request.POST or None)
    call = lambda data: actions.look_at_group(group=group, by=request.user, **form.given)  # noqa: E731
    return _form(request, group, form, call, _("登记近况"), _("保存近况"))


def group_close(request: Asked, pk: int) -> HttpResponse:
    group = _group(request, pk)
    call = lambda data: actions.close_group(group=group, by=request.user, reason=data["reason"])  # noqa: E731
    return _form(request, group, ReasonForm(request.POST or None), call, _("结束小组"), _("结束"))


@require_POST
def member_leave(request: Asked, pk: int, member_pk: int) -> HttpResponse:
    group = _group(request, pk)
    member = get_object_or_404(CareMember, pk=member_pk, group=group)
    call = lambda: actions.unseat_member(member=member, by=request.user)  # noqa: E731
    return done(request, call, to=reverse("desk:care_group", args=[pk]), said=_("已登记离开。"))


def _group(request: Asked, pk: int) -> CareGroup:
    reach = only_for(request, *RESPONSIBLE)
    return get_object_or_404(CareGroup.objects.visible_to(reach).select_related("person__division"), pk=pk)


urlpatterns = [
    path("care-groups/", care_groups, name="care_groups"),
    path("care-groups/<int:pk>/", care_group, name="care_group"),
    path("care-groups/<int:pk>/member/", member_new, name="care_member_new"),
    path("care-groups/<int:pk>/look/", group_look, name="care_group_look"),
    path("care-groups/<int:pk>/close/", group_close, name="care_group_close"),
    path("care-groups/<int:pk>/members/<int:member_pk>/leave/", member_leave, name="care_member_leave"),
    path("people/<int:pk>/group/", group_new, name="care_group_new"),
]
