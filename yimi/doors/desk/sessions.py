"""Sessions: the list with its export, and the record of one with what may be done next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yimi.doors.desk import session_page, session_steps
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.paging import counted
from yimi.doors.desk.sessions_forms import SessionsForm
from yimi.kernel import clock
from yimi.rooms.accounts.states import SERVICE
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries import find_sessions, page_after
from yimi.rooms.review.queries import with_verdict
from yimi.rooms.review.states import Result
from yimi.rooms.settlement.queries.sheets import MEDIA_TYPE, Cell, Fen, workbook

EXPORTED = 20_000


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
def sessions_export(request: Asked) -> HttpResponse:
    """The rows of the list as it is filtered, without anybody's name."""
    only_for(request, *SERVICE)
    found = find_sessions(request.reach, SessionsForm(request.reach, request.GET).wanted)
    rows = with_verdict(found).order_by("-starts_at", "-pk")[:EXPORTED]
    columns = [
        (_("场次编号"), 24), (_("名称"), 32), (_("类型"), 18), (_("乡镇"), 14), (_("村（社区）"), 14),
        (_("承接机构"), 24), (_("开始"), 18), (_("状态"), 14), (_("人数"), 8),
        (_("单价（元）"), 12), (_("结论"), 10),
    ]  # fmt: skip
    data = workbook(title=_("场次"), columns=columns, rows=_cells(rows.iterator(chunk_size=500)))
    name = f"{_('场次')} {clock.today().isoformat()}.xlsx"
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(data, content_type=MEDIA_TYPE, headers={"Content-Disposition": disposition})


def _cells(rows: Iterator[Any]) -> Iterator[list[Cell]]:
    for row in rows:
        yield [
            row.number, row.title, row.type.label, row.town.name, row.village.name, str(row.provider),
            f"{timezone.localtime(row.starts_at):%Y-%m-%d %H:%M}", str(row.get_state_display()),
            row.people_count, Fen(row.price_fen), str(Result(row.result).label) if row.result else "",
        ]  # fmt: skip


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
