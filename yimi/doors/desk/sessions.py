"""Sessions: the list with its export, and the record of one with what may be done next."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from yimi.doors.desk import session_page, session_steps
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.paging import counted
from yimi.doors.desk.sessions_export import sessions_export
from yimi.doors.desk.sessions_forms import SessionsForm
from yimi.rooms.accounts.states import SERVICE
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries import find_sessions, page_after
from yimi.rooms.review.queries import with_verdict


@require_safe
def sessions(request: Asked) -> HttpResponse:
    only_for(request, *SERVICE)
    form = SessionsForm(request.reach, request.GET)
    found = find_sessions(request.reach, form.wanted)
    shown = page_after(with_verdict(found), request.GET.get("after", ""))
    context = {"form": form, "rows": shown.rows, "after": shown.next, "count": counted(found)}
    part = "desk/sessions/rows.html" if request.htmx else "desk/sessions/sessions.html"
    return render(request, part, context)


@require_safe
def session(request: Asked, pk: int) -> HttpResponse:
    rows = with_verdict(Session.objects.visible_to(request.reach)).select_related(
        "type", "village", "town", "site", "provider", "station", "host", "callout", "theme", "series"
    )
    return session_page.show(request, get_object_or_404(rows, pk=pk))


urlpatterns = [
    path("sessions/", sessions, name="sessions"),
    path("sessions/export/", sessions_export, name="sessions_export"),
    path("sessions/<int:pk>/", session, name="session"),
    *session_steps.urlpatterns,
]
