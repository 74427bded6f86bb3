"""What a person agreed to, is entitled to, and who answers for them: small forms of the file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.people_forms import CategoryForm, ConsentForm, DeathForm, GuardianForm
from yimi.doors.desk.responsible import before_form
from yimi.rooms.people import actions
from yimi.rooms.people.access import KEEPERS, LISTENERS
from yimi.rooms.people.models import Person, PersonCategory
from yimi.rooms.projects.models import Session


def person_consent(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *LISTENERS)
    who = _person(request, pk)
    if answer := before_form(request, who):
        return answer
    back = reverse("desk:person", args=[pk])
    form = ConsentForm(request.POST or None, initial={"uses": request.GET.getlist("use")})

    def record(data: dict[str, Any]) -> object:
        answer = {"given": data["given"], "given_by": data["given_by"]}
        return [actions.give_consent(person=who, use=use, by=request.user, **answer) for use in data["uses"]]

    sheet = Sheet(
        _("登记%(who)s的同意") % {"who": who.masked_name},
        _("记下答复"),
        back,
        who.masked_name,
        lead=_("逐项问清楚再登记：拍照留作佐证，不等于可以上公示墙。随时可以撤回。"),
    )
    return fill(request, form, record, sheet, then=back, said=_("答复已记下。"))


@require_POST
def person_withdraw(request: Asked, pk: int, use: str) -> HttpResponse:
    who = _person(request, pk)
    return done(
        request,
        lambda: actions.withdraw_consent(person=who, use=use, by=request.user),
        to=reverse("desk:person", args=[pk]),
        said=_("已撤回。以后不再使用；已公开的内容请编辑撤下。"),
    )


def person_category(request: Asked, pk: int) -> HttpResponse:
    reach = only_for(request, *KEEPERS)
    who = _person(request, pk)
    if answer := before_form(request, who):
        return answer
    back = reverse("desk:person", args=[pk])
    lead = _("登记后由社工站或区县的另一位同事确认。")
    title = _("登记%(who)s的类别") % {"who": who.masked_name}
    return fill(
        request,
        CategoryForm(reach, request.POST or None, request.FILES or None),
        lambda data: actions.set_category(person=who, by=request.user, **data),
        Sheet(title, _("登记类别"), back, who.masked_name, lead, files=True),
        then=back,
        said=_("类别已登记，等另一位同事确认。"),
    )


@require_POST
def category_confirm(request: Asked, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    return done(
        request,
        lambda: actions.confirm_category(entry=entry, by=request.user),
        to=reverse("desk:person", args=[entry.person_id]),
        said=_("已确认。"),
    )


def person_death(request: Asked, pk: int) -> HttpResponse:
    """The file stays and is closed; lists of sessions still to come are named, so that they can be mended."""
    only_for(request, *KEEPERS)
    who = _person(request, pk)
    if answer := before_form(request, who):
        return answer
    back = reverse("desk:person", args=[pk])
    sheet = Sheet(
        _("登记%(who)s去世") % {"who": who.masked_name},
        _("登记去世"),
        back,
        who.masked_name,
        lead=_("登记以后，查找和点单里不再出现这个人；档案和参加过的场次都保留。登记后不能撤销，请先核对。"),
        danger=True,
        template="desk/people/death.html",
    )
    return fill(
        request,
        DeathForm(request.POST or None),
        lambda data: actions.record_death(person=who, on=data["on"], by=request.user),
        sheet,
        then=back,
        said=_("已登记。"),
        coming=_coming(request, who),
    )


def person_guardian(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *KEEPERS)
    who = _person(request, pk)
    if answer := before_form(request, who):
        return answer
    back = reverse("desk:person", args=[pk])
    return fill(
        request,
        GuardianForm(request.POST or None),
        lambda data: actions.add_guardian(person=who, by=request.user, **data),
        Sheet(_("登记%(who)s的监护人") % {"who": who.masked_name}, _("登记监护人"), back, who.masked_name),
        then=back,
        said=_("监护人已登记。"),
    )


def _coming(request: Asked, person: Person) -> list[Session]:
    """Sessions still to be held on whose lists the person stands."""
    coming = Session.objects.visible_to(request.reach).awaiting_delivery().filter(participants__person=person)
    return list(coming.order_by("starts_at", "pk")[:20])


def _person(request: Asked, pk: int) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.reach).present(), pk=pk)


def _entry(request: Asked, pk: int) -> PersonCategory:
    people = Person.objects.visible_to(request.reach).values("pk")
    return get_object_or_404(PersonCategory.objects.select_related("person").filter(person__in=people), pk=pk)


urlpatterns = [
    path("people/<int:pk>/consent/", person_consent, name="person_consent"),
    path("people/<int:pk>/consent/<slug:use>/withdraw/", person_withdraw, name="person_withdraw"),
    path("people/<int:pk>/category/", person_category, name="person_category"),
    path("people/<int:pk>/death/", person_death, name="person_death"),
    path("people/<int:pk>/guardian/", person_guardian, name="person_guardian"),
    path("categories/<int:pk>/confirm/", category_confirm, name="category_confirm"),
]
