"""Cases and groups: the list, opening one, the record page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from yimi.doors.desk import case_file, searching
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import WORKERS, case_of, look
from yimi.doors.desk.cases_forms import CasesForm, GroupForm, OpenForm
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.paging import counted, newest
from yimi.doors.desk.responsible import person_of
from yimi.kernel import clock
from yimi.rooms.care.models import Alert
from yimi.rooms.casework import actions
from yimi.rooms.casework.queries import cases as queries
from yimi.rooms.people.models import Person


def cases(request: Asked) -> HttpResponse:
    """Mine and open unless something else is asked for; by number or name."""
    reach = only_for(request, *WORKERS)
    given = searching.given(request)
    form = CasesForm(given)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = form.narrowed(queries.found(reach, asked.get("q", "")), request.user)
    shown = newest(rows.select_related("person", "division", "worker"), request.GET.get("after", ""))
    context = {
        "form": form,
        "cases": shown.rows,
        "onward": searching.following(request, shown.next),
        "count": counted(rows),
        "today": clock.today(),
        "filtered": any(given.values()),
    }
    return searching.answered(request, render(request, "desk/cases/cases.html", context))


def case(request: Asked, pk: int) -> HttpResponse:
    """One case: where it stands, what comes next, what is written, what happened."""
    found = case_of(request, pk)
    if answer := look(request, found):
        return answer
    return render(request, "desk/cases/case.html", case_file.context(request, found))


def case_new(request: Asked, pk: int) -> HttpResponse:
    """Open a case for somebody, perhaps because of an alert (?alert=)."""
    only_for(request, *WORKERS)
    who = person_of(request, pk)
    alert = _alert_of(request, who)
    back = reverse("desk:alert", args=[alert.pk]) if alert else reverse("desk:person", args=[pk])

    def call(data: dict[str, Any]) -> Any:
        return actions.open_case(person=who, alert=alert, worker=data["worker"], by=request.user)

    lead = _("开案后先写接案登记表：问题、紧不紧急、同不同意，再决定接不接。")
    sheet = Sheet(_("为%(who)s开案") % {"who": who.masked_name}, _("开案"), back, _("返回"), lead=lead)
    form = OpenForm(request, who.division_id, request.POST or None)
    return fill(
        request, form, call, sheet, then=lambda made: reverse("desk:paper_write", args=[made.pk, "F1"])
    )


def group_new(request: Asked) -> HttpResponse:
    """Open a group."""
    reach = only_for(request, *WORKERS)
    back = reverse("desk:cases")
    sheet = Sheet(
        _("开小组"),
        _("开小组"),
        back,
        _("个案与小组"),
        lead=_("接着加组员、写小组计划书，批准以后开始活动。"),
    )
    return fill(
        request,
        GroupForm(reach, request.POST or None),
        lambda data: actions.open_group(by=request.user, **data),
        sheet,
        then=lambda made: reverse("desk:case", args=[made.pk]),
    )


def _alert_of(request: Asked, who: Person) -> Alert | None:
    asked = request.GET.get("alert", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    return get_object_or_404(Alert.objects.visible_to(request.reach), person=who, pk=asked)


urlpatterns = [
    path("cases/", cases, name="cases"),
    path("cases/new-group/", group_new, name="group_new"),
    path("cases/<int:pk>/", case, name="case"),
    path("people/<int:pk>/case/", case_new, name="case_new"),
]
