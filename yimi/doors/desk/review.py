"""The county's weekly review: a queue by risk, one session at a time, verdicts by key, ten seconds to undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk import media as _registers_the_files  # noqa: F401 - /files/display/… and its siblings
from yimi.doors.desk.answers import attempt, done, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.bench import Bench, bench_of, lane_of
from yimi.doors.desk.dossier import dossier_of
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.review_forms import PreCheckForm, VerdictForm
from yimi.doors.desk.review_queue import (
    READERS,
    REVIEW,
    WITH,
    QueueForm,
    hidden_from,
    overdue_returns,
    place_in,
    readable,
    standing_of,
    week_asked,
)
from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.rooms.projects.models import Session
from yimi.rooms.review import actions, queries, rules
from yimi.rooms.review.models import Verdict
from yimi.rooms.review.states import Reason, Result, VerdictKind

JUDGE: dict[Result, Callable[..., Verdict]] = {
    Result.ACCEPT: actions.accept_session,
    Result.PARTIAL: actions.accept_partially,
    Result.RETURN: actions.return_session,
    Result.REJECT: actions.reject_session,
}


def review(request: Asked) -> HttpResponse:
    """The week's queue, the riskiest first."""
    reach = only_for(request, *READERS)
    week = week_asked(reach, request.GET)
    rows = REVIEW.rows(reach, request.GET)
    form = QueueForm(request.GET, rows)
    kept = form.keep(rows)
    hidden = hidden_from(reach, kept)
    waiting = [row.pk for row in rows if standing_of(row) == "open"]
    context = {
        "week": week,
        "week_text": str(week),
        "due": rules.due_on(week, figure("review_weekday")),
        "form": form,
        "rows": [(row, row.pk in hidden, standing_of(row)) for row in kept],
        "count": len(kept),
        "total": len(rows),
        "waiting": waiting,
        "done": sum(1 for row in rows if standing_of(row) == "done"),
        "overdue": overdue_returns(reach),
        "undo": undo_of(request),
    }
    return page(request, "desk/review/queue.html", context)


def review_week(request: Asked, week: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk:review')}?week={week}")


def review_session(request: Asked, pk: int) -> HttpResponse:
    """One session's file, shared by the station's pre-check and the county's review."""
    return file_page(request, session_for(request, pk))


@require_POST
def review_judge(request: Asked, pk: int, result: Result) -> HttpResponse:
    """Give one verdict and open the next session; a refusal is said where the reasons are chosen."""
    session = session_for(request, pk)
    form = VerdictForm(result, request.POST)
    if not form.is_valid():
        return file_page(request, session, form)
    codes = form.cleaned_data["reason_codes"]
    if result is Result.ACCEPT and not codes and not form.cleaned_data["note"]:
        codes = [Reason.ALL_IN_ORDER.value]
    following = place_in(REVIEW, request.reach, request.GET, session.pk).next_open
    verdict = attempt(
        form,
        lambda: JUDGE[result](
            session=session, reason_codes=codes, note=form.cleaned_data["note"], by=request.user
        ),
    )
    if verdict is None:
        return file_page(request, session, form)
    return HttpResponseRedirect(next_url(request, "desk:review", following))


@require_POST
def review_undo(request: Asked, verdict_pk: int) -> HttpResponse:
    verdict = get_object_or_404(
        Verdict.objects.visible_to(request.reach).filter(given_by=request.user), pk=verdict_pk
    )
    back = reverse("desk:review_session", args=[verdict.session_id])
    if verdict.kind == VerdictKind.REREVIEW:
        back = reverse("desk:samples")
    return done(
        request,
        lambda: actions.retract_verdict(verdict=verdict, by=request.user),
        said=_("已撤回，请重新评审。"),
        to=f"{back}{keep(request)}",
    )


def session_for(request: Asked, pk: int) -> Session:
    return get_object_or_404(readable(request.reach).select_related(*WITH), pk=pk)


def file_page(request: Asked, session: Session, bound: Any = None) -> HttpResponse:
    """The whole file with the bench; `bound` is a form that was refused and stays open."""
    dossier = dossier_of(session, request.reach)
    bench = bench_of(request, dossier)
    blind = queries.is_blind(request.reach, session)
    lane = lane_of(request, session)
    context = {
        "file": dossier,
        "session": session,
        "bench": bench,
        "place": place_in(lane, request.reach, request.GET, session.pk) if lane else None,
        "verdict": None if blind else queries.effective_verdict(session),
        "history": [] if blind else queries.history_of(session),
        "blind": blind,
        "bench_forms": [(form, bench.obstacles.get(form.result, [])) for form in forms_for(bench, bound)],
        "precheck_form": bound if isinstance(bound, PreCheckForm) else PreCheckForm(),
        "undo": undo_of(request),
        "keep": keep(request),
    }
    return page(request, "desk/review/session.html", context, bound)


def forms_for(bench: Bench, bound: Any = None) -> list[VerdictForm]:
    """One form a result; accepting despite signals is suggested with the reasons that answer them."""
    suggested = {Result.ACCEPT: bench.weighed or [Reason.ALL_IN_ORDER.value], Result.PARTIAL: bench.weighed}
    return [
        bound
        if isinstance(bound, VerdictForm) and bound.result is result
        else VerdictForm(result, suggested=suggested.get(result))
        for result in Result
    ]


def keep(request: Asked) -> str:
    """The queue's filters, carried from session to session."""
    return f"?{request.GET.urlencode()}" if request.GET else ""


def next_url(request: Asked, queue: str, following: int | None) -> str:
    where = reverse("desk:review_session", args=[following]) if following else reverse(queue)
    return f"{where}{keep(request)}"


def undo_of(request: Asked) -> dict[str, Any] | None:
    """One's own verdict of the last ten seconds, which may still be taken back (decision 8)."""
    seconds = figure("retract_seconds")
    mine = Verdict.objects.standing().filter(
        given_by=request.user,
        given_at__gt=clock.now() - timedelta(seconds=seconds),
        kind__in=(VerdictKind.FIRST, VerdictKind.REREVIEW),
    )
    newest = mine.select_related("session").order_by("-pk").first()
    if newest is None:
        return None
    passed = (clock.now() - newest.given_at).total_seconds()
    return {"verdict": newest, "seconds": max(1, int(seconds - passed))}


urlpatterns = [
    path("review/", review, name="review"),
    path("review/week/<str:week>/", review_week, name="review_week"),
    path("review/<int:pk>/", review_session, name="review_session"),
    *(
        path(f"review/<int:pk>/{result}/", review_judge, {"result": result}, name=f"review_{result}")
        for result in Result
    ),
    path("review/undo/<int:verdict_pk>/", review_undo, name="review_undo"),
]
