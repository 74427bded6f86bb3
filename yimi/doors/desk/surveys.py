"""Survey rounds: how far each has come, village by village, and who was not reached."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.paging import ascending, newest
from yimi.doors.desk.surveys_forms import RoundForm
from yimi.kernel import audit
from yimi.rooms.people import actions
from yimi.rooms.people.actions.surveys import STARTERS
from yimi.rooms.people.models import SURVEYORS, SurveyRound
from yimi.rooms.people.models.surveys import ASSESSORS
from yimi.rooms.people.queries import surveys as queries
from yimi.rooms.people.states import Change, Fact, RoundState
from yimi.rooms.places.models import Division
from yimi.rooms.places.rules import stem_of

MOST_PRINTED = 400
VILLAGE = 12
# the household reads and signs the paper: what is suspected in it is never printed
TICKS = {
    "facts": Fact.choices,
    "changes": [each for each in Change.choices if each[0] != Change.HARM],
}


@require_safe
def surveys(request: Asked) -> HttpResponse:
    """Every round of one's county, the newest first."""
    reach = only_for(request, *SURVEYORS, *ASSESSORS)
    shown = newest(
        SurveyRound.objects.visible_to(reach).select_related("division"),
        request.GET.get("after", ""),
        size=20,
    )
    context = {"rounds": shown.rows, "after": shown.next, "may_start": reach.has(*STARTERS)}
    return render(request, "desk/surveys/surveys.html", context)


def survey_new(request: Asked) -> HttpResponse:
    reach = only_for(request, *STARTERS)
    sheet = Sheet(
        _("开展一轮入户调查"),
        _("开始这一轮"),
        reverse("desk:surveys"),
        _("入户调查"),
        lead=_("当地每一户自动有一张表，没走到的户会一直列在未走到名单里。"),
    )
    return fill(
        request,
        RoundForm(reach, request.POST or None),
        lambda data: actions.start_round(by=request.user, **data),
        sheet,
        then=lambda made: reverse("desk:survey", args=[made.pk]),
        said=_("已开始，每一户都有了调查表。"),
    )


@require_safe
def survey(request: Asked, pk: int) -> HttpResponse:
    """The board of one round: coverage of the places below, and the households not reached."""
    found = _round(request, pk)
    place, stem = _place(request, found)
    covered = queries.coverage(request.reach, found, stem)
    shown = ascending(
        queries.red_list(request.reach, found, stem), request.GET.get("after", ""), by="division_id"
    )
    people = queries.members_by_form(shown.rows)
    context: dict[str, Any] = {
        "survey": found,
        "place": place,
        "wider": len(stem) > len(stem_of(found.division_id)),
        "covered": covered,
        "left": sum(each.left for each in covered),
        "total": sum(each.total for each in covered),
        "red": [(form, people.get(form.pk, [])) for form in shown.rows],
        "after": shown.next,
        "may_print": len(stem) >= VILLAGE,
        "may_close": found.state == RoundState.OPEN and request.reach.covers(found.division_id, *STARTERS),
    }
    return render(request, "desk/surveys/survey.html", context)


@require_safe
def survey_print(request: Asked, pk: int) -> HttpResponse:
    """The paper forms of one village, two households a page of A4; what the last round found is printed."""
    found = _round(request, pk)
    place, stem = _place(request, found)
    rows = queries.red_list(request.reach, found, stem).order_by("division_id", "household__code19", "pk")
    forms = list(rows[:MOST_PRINTED]) if len(stem) >= VILLAGE else []  # a town's would be a book
    people = queries.members_by_form(forms)
    if forms:
        audit.viewed(by=request.user, subject=found, purpose=f"survey forms of {place.code} on paper")
    context = {"survey": found, "place": place, "sheets": [(form, people.get(form.pk, [])) for form in forms]}
    return render(request, "desk/surveys/print.html", context | TICKS)


@require_POST
def survey_close(request: Asked, pk: int) -> HttpResponse:
    found = _round(request, pk)
    return done(
        request,
        lambda: actions.close_round(survey=found, by=request.user),
        to=reverse("desk:survey", args=[pk]),
        said=_("这一轮已结束，结果留着可以查。"),
    )


def _round(request: Asked, pk: int) -> SurveyRound:
    reach = only_for(request, *SURVEYORS, *ASSESSORS)
    return get_object_or_404(SurveyRound.objects.visible_to(reach).select_related("division"), pk=pk)


def _place(request: Asked, found: SurveyRound) -> tuple[Division, str]:
    """Where the board stands: the round's place, or one below it that the address names."""
    code = request.GET.get("place", "")
    below = Division.objects.filter(pk=code, code__startswith=stem_of(found.division_id)).first()
    place = below or found.division
    return place, stem_of(place.code)


urlpatterns = [
    path("surveys/", surveys, name="surveys"),
    path("surveys/new/", survey_new, name="survey_new"),
    path("surveys/<int:pk>/", survey, name="survey"),
    path("surveys/<int:pk>/print/", survey_print, name="survey_print"),
    path("surveys/<int:pk>/close/", survey_close, name="survey_close"),
]
