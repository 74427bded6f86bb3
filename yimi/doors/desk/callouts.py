"""Call-outs: the list, opening one from requests, and one call-out as each role sees it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yimi.doors.desk import callout_page, callout_steps
from yimi.doors.desk.answers import attempt, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.callouts_forms import RUNNING, CallOutFilter, CallOutForm
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.paging import counted
from yimi.kernel.errors import Refusal
from yimi.rooms.accounts.states import SERVICE, STATION
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import CallOut, Request
from yimi.rooms.projects.queries import Reckoning, page_after, reckoning
from yimi.rooms.projects.states import RequestState, ResponseKind


@require_safe
def callouts(request: Asked) -> HttpResponse:
    only_for(request, *SERVICE)
    form = CallOutFilter(request.GET)
    found = _found(request, form)
    shown = page_after(found, request.GET.get("after", ""), by="opened_at")
    context = {
        "form": form,
        "rows": shown.rows,
        "after": shown.next,
        "count": counted(found),
        "may_open": request.reach.has(*STATION),
    }
    part = "desk/callouts/rows.html" if request.htmx else "desk/callouts/callouts.html"
    return render(request, part, context)


def _found(request: Asked, form: CallOutFilter) -> QuerySet[CallOut]:
    asked = form.cleaned_data if form.is_valid() else {}
    found = CallOut.objects.visible_to(request.reach)
    if asked.get("state") != "all":
        found = found.filter(state__in=[asked["state"]] if asked.get("state") else RUNNING)
    if asked.get("type"):
        found = found.filter(type=asked["type"])
    offers = Count("responses", filter=Q(responses__kind=ResponseKind.OFFER))
    return found.select_related("type", "division", "town").annotate(offers=offers)


@require_http_methods(["GET", "POST"])
def callout_new(request: Asked) -> HttpResponse:
    """Open a call-out, filled from the chosen requests."""
    only_for(request, *STATION)
    wishes = _chosen(request)
    form = CallOutForm(request.reach, wishes, request.POST or None)
    if form.is_bound and form.is_valid():
        call = lambda: actions.open_callout(requests=wishes, by=request.user, **form.cleaned_data)  # noqa: E731
        opened = attempt(form, call, {"allotment": "micro_type", "requests": "micro_type"})
        if opened is not None:
            said = _("征集 %(n)s 已发出，机构会收到通知。") % {"n": opened.number}
            return go(request, reverse("desk:callout", args=[opened.pk]), said)
    values = {name: form[name].value() for name in ("micro_type", "division", "sessions", "wished_from")}
    context = {"form": form, "wishes": wishes, "reckoned": _reckoned(values)}
    return page(request, "desk/callouts/new.html", context, form)


@require_safe
def callout_reckoning(request: Asked) -> HttpResponse:
    """What it costs and until when, while the form is being filled."""
    only_for(request, *STATION)
    return render(request, "desk/callouts/reckoning.html", {"reckoned": _reckoned(request.GET.dict())})


def _chosen(request: Asked) -> list[Request]:
    ticked = request.POST.getlist("request") or request.GET.getlist("request")
    ids = [int(each) for each in ticked if each.isdecimal() and len(each) < 19]
    wishes = Request.objects.visible_to(request.reach).filter(pk__in=ids, state=RequestState.OPEN)
    order = {pk: place for place, pk in enumerate(ids)}
    found = wishes.select_related("division", "service_item", "type").annotate(people=Count("persons"))
    return sorted(found, key=lambda wish: order[wish.pk])


def _reckoned(values: dict[str, Any]) -> Reckoning | None:
    """None while a choice is missing."""
    try:
        return reckoning(
            type_code=str(values["micro_type"] or ""),
            village=str(values["division"] or ""),
            sessions=int(values["sessions"]),
            first=date.fromisoformat(str(values["wished_from"])),
        )
    except (KeyError, ValueError, Refusal):
        return None


@require_safe
def callout(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *SERVICE)
    return callout_page.show(request, callout_page.visible(request, pk))


urlpatterns = [
    path("callouts/", callouts, name="callouts"),
    path("callouts/new/", callout_new, name="callout_new"),
    path("callouts/new/reckoning/", callout_reckoning, name="callout_reckoning"),
    path("callouts/<int:pk>/", callout, name="callout"),
    *callout_steps.urlpatterns,
]
