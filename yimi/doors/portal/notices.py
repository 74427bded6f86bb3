"""Notices: awards, bulletins, settlement results and other announcements."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from yimi.doors.porch.files import Sent, send
from yimi.doors.portal.pages import county, readable
from yimi.kernel import clock
from yimi.rooms.public import queries
from yimi.rooms.public.states import NoticeKind


@readable
def listed(request: HttpRequest) -> HttpResponseBase:
    kind = request.GET.get("kind", "")
    kind = kind if kind in NoticeKind.values else ""
    rows, after = queries.notices_page(county(), kind, request.GET.get("after", ""))
    context = {
        "notices": rows,
        "after": after,
        "kinds": NoticeKind.choices,
        "kind": kind,
        "today": clock.today(),
    }
    return render(request, "portal/notices.html", context)


@readable
def shown(request: HttpRequest, slug: str) -> HttpResponseBase:
    notice = queries.notice(slug)
    if notice is None:
        raise Http404
    return render(request, "portal/notice.html", {"notice": notice, "open": notice.is_open(clock.today())})


@readable
def attachment(request: HttpRequest, slug: str) -> HttpResponseBase:
    notice = queries.notice(slug)
    if notice is None or notice.file is None:
        raise Http404
    return send(request, Sent(notice.file, name=notice.file_name, download=True))
