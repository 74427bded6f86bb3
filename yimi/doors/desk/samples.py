"""The blind second look: drawn by lot, read without the first verdict, and ruled on when the two differ."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import attempt, done, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.bench import Bench
from yimi.doors.desk.dossier import dossier_of
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.review import undo_of
from yimi.doors.desk.review_forms import OpinionForm
from yimi.doors.desk.review_queue import WITH
from yimi.kernel import clock
from yimi.kernel.periods import Week
from yimi.rooms.accounts.states import Role
from yimi.rooms.projects.models import Session
from yimi.rooms.review import actions, queries
from yimi.rooms.review.models import Verdict, WeeklyDraw
from yimi.rooms.review.states import Reason

BUSINESS = Role.COUNTY_BUSINESS


def samples(request: Asked) -> HttpResponse:
    """What was drawn for this person, and the draws themselves with the seed anybody can check."""
    reach = only_for(request, Role.COUNTY_REVIEWER, BUSINESS)
    counties = reach.counties(Role.COUNTY_REVIEWER, BUSINESS)
    draws = list(WeeklyDraw.objects.filter(county__in=counties).order_by("-week")[:8])
    last = Week.containing(clock.today()).previous()
    context = {
        "rows": list(queries.my_samples(reach)),
        "draws": draws,
        "last": last if reach.has(BUSINESS) and str(last) not in {draw.week for draw in draws} else None,
        "undo": undo_of(request),
    }
    return page(request, "desk/samples/list.html", context)


@require_POST
def sample_draw(request: Asked) -> HttpResponse:
    """The job draws on Monday; county business may do it when the job has not."""
    reach = only_for(request, BUSINESS)
    week = str(Week.containing(clock.today()).previous())
    return done(
        request,
        lambda: [
            actions.draw_sample(county=county, week=week, by=request.user)
            for county in sorted(reach.counties(BUSINESS))
        ],
        said=_("已抽样，抽中的场次已通知第二位评审员。"),
        to=reverse("desk:samples"),
    )


def sample(request: Asked, pk: int) -> HttpResponse:
    """The file of a drawn session without its verdict; one's own opinion is given here."""
    drawn = get_object_or_404(queries.my_samples(request.reach), pk=pk)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = attempt(form, lambda: actions.rereview(sample=drawn, by=request.user, **form.cleaned_data))
        if given is not None:
            following = queries.my_samples(request.reach).values_list("pk", flat=True).first()
            where = reverse("desk:sample", args=[following]) if following else reverse("desk:samples")
            return HttpResponseRedirect(where)
    context = _file(request, drawn.session_id) | {"sample": drawn, "form": form, "blind": True}
    return page(request, "desk/samples/sample.html", context, form)


def disagreements(request: Asked) -> HttpResponse:
    reach = only_for(request, BUSINESS)
    return page(request, "desk/samples/disagreements.html", {"rows": list(queries.disagreements(reach))})


def disagreement(request: Asked, pk: int) -> HttpResponse:
    """Both opinions beside the file; county business decides, with its grounds."""
    only_for(request, BUSINESS)
    differing = get_object_or_404(queries.disagreements(request.reach), pk=pk)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ruled = attempt(
            form, lambda: actions.rule_on_disagreement(sample=differing, by=request.user, **form.cleaned_data)
        )
        if ruled is not None:
            return go(request, reverse("desk:disagreements"), _("已裁定，以这次的结论为准。"))
    opinions = [_said(one) for one in (differing.first_verdict, differing.verdict) if one is not None]
    context = _file(request, differing.session_id) | {"opinions": opinions, "form": form}
    return page(request, "desk/samples/disagreement.html", context, form)


def _said(verdict: Verdict) -> dict[str, object]:
    """A verdict with its reasons in words."""
    return {"verdict": verdict, "reasons": [Reason(code).label for code in verdict.reason_codes]}


def _file(request: Asked, session_pk: int) -> dict[str, object]:
    """The context of the shared layout, without a queue and without a verdict."""
    session = Session.objects.visible_to(request.reach).select_related(*WITH).get(pk=session_pk)
    return {
        "file": dossier_of(session, request.reach),
        "session": session,
        "bench": Bench(None),
        "undo": undo_of(request),
        "keep": "",
    }


urlpatterns = [
    path("samples/", samples, name="samples"),
    path("samples/draw/", sample_draw, name="sample_draw"),
    path("samples/<int:pk>/", sample, name="sample"),
    path("disagreements/", disagreements, name="disagreements"),
    path("disagreements/<int:pk>/", disagreement, name="disagreement"),
]
