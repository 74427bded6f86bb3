"""Alerts: report, take, dispose, have somebody else look, close (A1-03)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.alerts_forms import DisposeForm, LeadForm, VerifyForm
from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.happened import Event
from yimi.doors.desk.paging import newest
from yimi.doors.desk.responsible import before_form, gate, person_of
from yimi.kernel import clock
from yimi.rooms.care import actions
from yimi.rooms.care.models import Alert
from yimi.rooms.care.models.scope import HEADS, RESPONSIBLE, VISITORS
from yimi.rooms.care.queries import alerts as queries
from yimi.rooms.care.queries import colours
from yimi.rooms.care.states import AlertState, Rule


def alerts(request: Asked) -> HttpResponse:
    """Open ones, the nearest clock first; closed ones on the second tab."""
    reach = only_for(request, *VISITORS, *RESPONSIBLE)
    closed = request.GET.get("show") == "closed"
    if closed:
        rows = Alert.objects.visible_to(reach).filter(state=AlertState.CLOSED)
        found = newest(rows.select_related("person", "division", "assignee"), request.GET.get("after", ""))
        shown, after = found.rows, found.next
    else:
        shown, after = list(queries.live(reach)[:100]), ""
    context = {
        "alerts": shown,
        "after": after,
        "closed": closed,
        "now": clock.now(),
        "count": queries.live(reach).count(),
    }
    return render(request, "desk/care/alerts.html", context)


def alert(request: Asked, pk: int) -> HttpResponse:
    """One alert: what, by when, whose, and what happened."""
    found = _alert(request, pk)
    who = found.person
    if who is not None and (answer := gate(request, who, f"alert-{pk}")):
        return answer
    context = {"alert": found, "person": who, "verify": VerifyForm(), **_shown(request, found)}
    return render(request, "desk/care/alert.html", context)


def _shown(request: Asked, found: Alert) -> dict[str, Any]:
    responsible = request.reach.covers(found.division_id, *RESPONSIBLE)
    steps = found.steps.order_by("pk")
    return {
        "standing": colours.standing_of(found.person, request.reach) if found.person else None,
        "events": [
            Event(each.stepped_at, each.get_state_display(), each.stepped_by, each.said) for each in steps
        ],
        "may_take": responsible
        and (found.rule != Rule.REPORT or _sealed_to(request, found))
        and found.state in (AlertState.RAISED, AlertState.TAKEN, AlertState.VISITED),
        "may_dispose": responsible
        and (found.rule != Rule.REPORT or _sealed_to(request, found))
        and found.state in (AlertState.TAKEN, AlertState.VISITED),
        "may_verify": responsible
        and found.state == AlertState.DISPOSED
        and found.disposed_by_id != request.user.pk,
        "late": found.state != AlertState.CLOSED and found.due_at < clock.now(),
    }


def _sealed_to(request: Asked, found: Alert) -> bool:
    """A mandatory report is for the head, the county, and whom they asked."""
    return found.assignee_id == request.user.pk or request.reach.covers(found.division_id, *HEADS)


def alert_new(request: Asked, pk: int) -> HttpResponse:
    """Report what was seen or heard about somebody."""
    only_for(request, *VISITORS, *RESPONSIBLE)
    who = person_of(request, pk)
    if answer := before_form(request, who):
        return answer
    back = reverse("desk:person", args=[pk])
    sheet = Sheet(
        _("报告%(who)s的情况") % {"who": who.masked_name},
        _("报告"),
        back,
        who.masked_name,
        lead=_("有生命危险的，先打 110、120，再来填这里。"),
    )
    return fill(
        request,
        LeadForm(request.POST or None),
        lambda data: actions.raise_alert(person=who, by=request.user, **data),
        sheet,
        then=lambda made: reverse("desk:alert", args=[made.pk]),
        said=_("已报告，负责的人已收到通知。"),
    )


@require_POST
def alert_take(request: Asked, pk: int) -> HttpResponse:
    found = _alert(request, pk)
    return done(
        request,
        lambda: actions.take_alert(alert=found, by=request.user),
        to=reverse("desk:alert", args=[pk]),
        said=_("已接手。"),
    )


def alert_dispose(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *RESPONSIBLE)
    found = _alert(request, pk)
    if found.person is not None and (answer := before_form(request, found.person)):
        return answer
    back = reverse("desk:alert", args=[pk])

    def dispose(data: dict[str, Any]) -> object:
        return actions.dispose_alert(alert=found, by=request.user, **data)

    sheet = Sheet(
        _("登记处置"),
        _("登记处置"),
        back,
        found.get_rule_display(),
        lead=_("登记后由另一个人核实，才算办结。"),
    )
    form = DisposeForm(request.POST or None, is_report=found.rule == Rule.REPORT)
    return fill(request, form, dispose, sheet, then=back, said=_("处置已登记。"))


@require_POST
def alert_verify(request: Asked, pk: int) -> HttpResponse:
    found = _alert(request, pk)
    form = VerifyForm(request.POST)
    return done(
        request,
        lambda: actions.verify_alert(alert=found, by=request.user, **form.cleaned_data),
        to=reverse("desk:alert", args=[pk]),
        said=_("核实结果已登记。"),
        form=form,
    )


def _alert(request: Asked, pk: int) -> Alert:
    rows = Alert.objects.visible_to(request.reach)
    return get_object_or_404(rows.select_related("person__division", "division", "assignee"), pk=pk)


urlpatterns = [
    path("alerts/", alerts, name="alerts"),
    path("alerts/<int:pk>/", alert, name="alert"),
    path("alerts/<int:pk>/take/", alert_take, name="alert_take"),
    path("alerts/<int:pk>/dispose/", alert_dispose, name="alert_dispose"),
    path("alerts/<int:pk>/verify/", alert_verify, name="alert_verify"),
    path("people/<int:pk>/alert/", alert_new, name="alert_new"),
]
