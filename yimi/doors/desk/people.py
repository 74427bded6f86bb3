"""The register: find somebody, open the file, correct it, file somebody new."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from yimi.doors.desk import people_file, searching
from yimi.doors.desk.answers import page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.paging import ascending, counted
from yimi.doors.desk.people_forms import CorrectForm, FindForm, PersonForm, PurposeForm
from yimi.doors.desk.prints.table import FILLED
from yimi.doors.desk.responsible import gate
from yimi.doors.desk.villages import stem_or_nothing
from yimi.kernel.readonly import reading
from yimi.rooms.people import actions, queries
from yimi.rooms.people.access import CONFIRMERS, KEEPERS
from yimi.rooms.people.models import SEES_PERSONS, Person, PersonQuerySet

# where the answered question "why" leads: the word in the address, the page of this person
NEXT = {
    "correct": "person_correct",
    "assess": "assess",
    "override": "override",
    "visit": "visit_new",
    "rights": "person_rights",
    "change": "change_ask",
    "merge": "person_merge",
}
# pages of a record of this person: the word in the address is their name, then the key of the record
NUMBERED = {"alert", "joint_task", "paper_print", *FILLED}


def people(request: Asked) -> HttpResponse:
    """Search first: the register is not for leafing through (B11).

    What is looked for is sent by POST, which only reads here (`searching`).
    """
    reach = only_for(request, *SEES_PERSONS)
    form, after = FindForm(reach, searching.given(request)), request.GET.get("after", "")
    context = {"form": form, "asked": form.asked, "may_add": reach.has(*KEEPERS)}
    context["may_export"] = reach.has(*CONFIRMERS)
    with reading():
        if form.asked:
            rows = _found(request, form)
            shown = ascending(rows, after, by="ranked")
            held = queries.running_categories([each.pk for each in shown.rows], reach)
            context |= {
                "lines": people_file.lines(shown.rows, held),
                "total": counted(rows),
                "onward": searching.following(request, shown.next),
            }
        part = "desk/people/rows.html" if request.htmx else "desk/people/people.html"
        return searching.answered(request, render(request, part, context))


def _found(request: Asked, form: FindForm) -> PersonQuerySet:
    asked, reach = form.cleaned_data, request.reach
    found = Person.objects.visible_to(reach).present().annotate(ranked=F("division_id"))
    if asked["q"].strip():
        found = queries.search(reach, asked["q"])
    if asked["category"]:
        found = found.filter(pk__in=queries.holders_of(asked["category"], reach).values("pk"))
    if asked["village"]:
        found = found.in_area(stem_or_nothing(asked["village"]))
    return found.select_related("division")


def person(request: Asked, pk: int) -> HttpResponse:
    """One file. A minor's or a patient's asks why first, and every look is written down."""
    who = _visible(request, pk)
    if answer := gate(request, who, "person"):
        return answer
    purpose = people_file.purpose_of(request, who) or ""
    return render(request, "desk/people/person.html", people_file.context(request, who, purpose))


def person_purpose(request: Asked, pk: int) -> HttpResponse:
    """Why is this file opened? Asked once in half an hour, written down with every look."""
    who = _visible(request, pk)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        people_file.remember_purpose(request, who, form.cleaned_data["purpose"])
        return redirect(_onward(request, pk))
    return page(request, "desk/people/purpose.html", {"person": who, "form": form}, form)


def _onward(request: Asked, pk: int) -> str:
    """Where the answered question leads: the case it was asked for, or a page of this person."""
    case = request.GET.get("case", "")
    if case.isdecimal() and len(case) < 19:
        return reverse("desk:case", args=[case])
    asked = request.GET.get("next", "")
    if asked.startswith("/desk/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    name, _dash, number = asked.rpartition("-")
    if name in NUMBERED and number.isascii() and number.isdigit() and len(number) < 19:
        return reverse(f"desk:{name}", args=[int(number)])
    return reverse(f"desk:{NEXT.get(asked, 'person')}", args=[pk])


def person_new(request: Asked) -> HttpResponse:
    """File somebody, after a look at who may be the same (A0-04: nobody twice)."""
    reach = only_for(request, *KEEPERS)
    start = {"name": request.GET.get("name", ""), "division": request.GET.get("village") or None}
    form = PersonForm(reach, request.POST or None, initial={key: v for key, v in start.items() if v})
    sheet = Sheet(
        _("新建档案"), _("建立档案"), reverse("desk:people"), _("群众"), template="desk/people/new.html"
    )
    alike = form.alike() if form.is_bound and form.is_valid() else queries.Alike()
    if alike and not form.cleaned_data["unlike"]:
        form.ask()
        return render(request, sheet.template, {"form": form, "sheet": sheet, "alike": alike}, status=409)
    looked = [each.person for each in alike.shown]
    return fill(
        request,
        form,
        lambda data: actions.add_person(by=request.user, alike=looked, **form.given),
        sheet,
        then=lambda made: reverse("desk:person", args=[made.pk]),
        said=_("档案已建立。"),
    )


def person_correct(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *KEEPERS)
    who = _visible(request, pk)
    if answer := gate(request, who, "correct"):
        return answer
    form = CorrectForm(request.reach, who, request.POST or None)
    back = reverse("desk:person", args=[pk])
    return fill(
        request,
        form,
        lambda data: actions.correct_person(person=who, changes=form.changes, by=request.user),
        Sheet(_("更正档案"), _("保存更正"), back, who.masked_name),
        then=back,
        said=_("已更正。"),
    )


def _visible(request: Asked, pk: int) -> Person:
    people = Person.objects.visible_to(request.reach).select_related(
        "division__parent", "household", "merged_into"
    )
    return get_object_or_404(people, pk=pk)


urlpatterns = [
    path("people/", people, name="people"),
    path("people/new/", person_new, name="person_new"),
    path("people/<int:pk>/", person, name="person"),
    path("people/<int:pk>/purpose/", person_purpose, name="person_purpose"),
    path("people/<int:pk>/correct/", person_correct, name="person_correct"),
]
