"""The station looks first: what waits, the riskiest of the oldest week on top; pass it on or send it back."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import attempt, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.review import file_page, next_url, session_for
from yimi.doors.desk.review_forms import PreCheckForm
from yimi.doors.desk.review_queue import PRECHECK, place_in
from yimi.kernel.figures import figure
from yimi.kernel.periods import Week
from yimi.rooms.accounts.states import STATION
from yimi.rooms.review import actions, rules
from yimi.rooms.review.states import PreCheckResult


def precheck(request: Asked) -> HttpResponse:
    reach = only_for(request, *STATION)
    rows = PRECHECK.rows(reach, request.GET)
    weekday = figure("precheck_weekday")
    weeks = [
        (Week.parse(text), rules.due_on(Week.parse(text), weekday), list(group))
        for text, group in groupby(rows, key=lambda row: row.review_week)
    ]
    return page(request, "desk/precheck/queue.html", {"weeks": weeks, "count": len(rows)})


@require_POST
def precheck_pass(request: Asked, pk: int) -> HttpResponse:
    session = session_for(request, pk)
    following = place_in(PRECHECK, request.reach, request.GET, session.pk).next_open
    actions.pre_check(session=session, result=PreCheckResult.PASSED, by=request.user)
    said = _("初核通过：{number}。").format(number=session.number)
    return go(request, next_url(request, "desk:precheck", following), said)


@require_POST
def precheck_return(request: Asked, pk: int) -> HttpResponse:
    session = session_for(request, pk)
    following = place_in(PRECHECK, request.reach, request.GET, session.pk).next_open
    form = PreCheckForm(request.POST)
    if form.is_valid():
        checked = attempt(
            form,
            lambda: actions.pre_check(
                session=session, result=PreCheckResult.RETURNED, by=request.user, **form.cleaned_data
            ),
        )
        if checked is not None:
            said = _("已退回补充：{number}。").format(number=session.number)
            return go(request, next_url(request, "desk:precheck", following), said)
    return file_page(request, session, form)


urlpatterns = [
    path("precheck/", precheck, name="precheck"),
    path("precheck/<int:pk>/pass/", precheck_pass, name="precheck_pass"),
    path("precheck/<int:pk>/return/", precheck_return, name="precheck_return"),
]
