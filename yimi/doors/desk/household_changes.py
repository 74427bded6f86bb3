"""Somebody moves out, one household becomes two, two become one, what somebody is to the head."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.household_forms import LeaveForm, MergeHouseholdsForm, SplitForm, today
from yimi.doors.desk.responsible import gate_all
from yimi.rooms.people import actions
from yimi.rooms.people.access import KEEPERS
from yimi.rooms.people.models import Household, Person
from yimi.rooms.people.queries.memberships import living_in


def household_leave(request: Asked, pk: int) -> HttpResponse:
    """Out of this household, with the day and the reason; the file stays."""
    home = _visible(request, pk)
    person = _member(request, home)
    back = reverse("desk:household", args=[pk])
    title = _("%(who)s移出这一户") % {"who": person.masked_name}
    return fill(
        request,
        LeaveForm(request.POST or None, initial=today() | {"why": "moved"}),
        lambda data: actions.leave_household(person=person, household=home, by=request.user, **data),
        Sheet(title, _("移出"), back, home.code19, lead=_("档案还在；什么时候住在这里、什么时候走的，都留在这一户的记录里。")),
        then=back,
        said=_("已从这一户移出，档案还在。"),
    )  # fmt: skip


def household_split(request: Asked, pk: int) -> HttpResponse:
    """Some of them become a household of their own."""
    only_for(request, *KEEPERS)
    home = _visible(request, pk)
    people = [each.person for each in living_in(home, request.reach) if not each.is_second]
    if answer := gate_all(request, people):
        return answer
    return fill(
        request,
        SplitForm(people, request.POST or None, initial=today()),
        lambda data: actions.split_household(household=home, by=request.user, **data),
        Sheet(_("分户"), _("分出新户"), reverse("desk:household", args=[pk]), home.code19,
              lead=_("勾选的人另立一户，户编号自动编；两户的来去都留着记录。")),
        then=lambda made: reverse("desk:household", args=[made.pk]),
        said=_("新户已建好。"),
    )  # fmt: skip


def household_merge(request: Asked, pk: int) -> HttpResponse:
    """Everybody moves into another household."""
    only_for(request, *KEEPERS)
    home = _visible(request, pk)
    return fill(
        request,
        MergeHouseholdsForm(request, request.POST or None, initial=today()),
        lambda data: actions.merge_households(
            household=home, into=data["code"], on=data["on"], by=request.user
        ),
        Sheet(_("并户"), _("并入那一户"), reverse("desk:household", args=[pk]), home.code19,
              lead=_("全户的人编入另一户；这一户空下来，编号不再用，记录还在。"), danger=True),
        then=lambda made: reverse("desk:household", args=[made.pk]),
        said=_("已并户。"),
    )  # fmt: skip


@require_POST
def household_kin(request: Asked, pk: int) -> HttpResponse:
    home = _visible(request, pk)
    person = _member(request, home)
    return done(
        request,
        lambda: actions.set_kin(
            household=home, person=person, kin=request.POST.get("kin", ""), by=request.user
        ),
        to=reverse("desk:household", args=[pk]),
        said=_("与户主的关系已记下。"),
    )


def _member(request: Asked, home: Household) -> Person:
    text = request.POST.get("person") or request.GET.get("person", "")
    key = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    people = Person.objects.visible_to(request.reach).filter(memberships__household=home)
    return get_object_or_404(people.distinct(), pk=key)


def _visible(request: Asked, pk: int) -> Household:
    homes = Household.objects.visible_to(request.reach).select_related("division__parent", "head")
    return get_object_or_404(homes, pk=pk)


urlpatterns = [
    path("households/<int:pk>/leave/", household_leave, name="household_leave"),
    path("households/<int:pk>/split/", household_split, name="household_split"),
    path("households/<int:pk>/merge/", household_merge, name="household_merge"),
    path("households/<int:pk>/kin/", household_kin, name="household_kin"),
]
