"""One household of a round: ticks and one sentence on a phone, or a paper form typed in later."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import attempt, done, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, only_for
from yimi.doors.desk.surveys_forms import AnswerForm
from yimi.kernel import audit, clock
from yimi.rooms.care.actions import record_survey
from yimi.rooms.people import actions
from yimi.rooms.people.models import SURVEYORS, Person, SurveyForm
from yimi.rooms.people.models.surveys import ASSESSORS
from yimi.rooms.people.queries import sensitive_among
from yimi.rooms.people.queries import surveys as queries
from yimi.rooms.people.states import FormState, RoundState


def survey_form(request: Asked, pk: int) -> HttpResponse:
    """Who lives there, what was so last time, what is so now. Opened for the survey, and written down as such."""
    survey = _form(request, pk)
    people = _looked_at(request, survey)
    form = AnswerForm(survey, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"surveyed_on": form.cleaned_data["surveyed_on"] or clock.today()}
        if "same" in request.POST:
            given |= {"unchanged": True, "changes": [], "facts": []}
        call = lambda: record_survey(form=survey, by=request.user, **given)  # noqa: E731
        if attempt(form, call) is not None:
            return go(request, _next(request, survey), _("已登记。"))
    sheet = Sheet(_("入户调查"), _("保存"), _board(survey), survey.round.title)
    may_fill = survey.round.state == RoundState.OPEN and request.reach.covers(
        survey.division_id, *(ASSESSORS if survey.round.by_assessors else SURVEYORS)
    )
    carried = survey.previous is not None and survey.state == FormState.OPEN
    context: dict[str, Any] = {"survey": survey, "people": people, "form": form, "sheet": sheet}
    return page(request, "desk/surveys/form.html", context | {"may_fill": may_fill, "carried": carried}, form)


@require_POST
def survey_nobody(request: Asked, pk: int) -> HttpResponse:
    survey = _form(request, pk)
    return done(
        request,
        lambda: actions.note_nobody_home(form=survey, by=request.user),
        to=_board(survey),
        said=_("已记下没遇到人，这一户还在未走到名单里。"),
    )


def _looked_at(request: Asked, survey: SurveyForm) -> list[Person]:
    people = queries.members_of(survey)
    sensitive = sensitive_among(people)
    for each in people:
        if each.pk in sensitive:
            audit.viewed(by=request.user, subject=each, purpose="survey")
    return people


def _board(survey: SurveyForm) -> str:
    return f"{reverse('desk:survey', args=[survey.round_id])}?place={survey.division_id}"


def _next(request: Asked, survey: SurveyForm) -> str:
    """The neighbour who was not reached yet, so that a village is walked without going back to the list."""
    rows = queries.red_list(request.reach, survey.round, survey.division_id)
    left = rows.order_by("household__code19", "pk").first()
    return reverse("desk:survey_form", args=[left.pk]) if left else _board(survey)


def _form(request: Asked, pk: int) -> SurveyForm:
    reach = only_for(request, *SURVEYORS, *ASSESSORS)
    return get_object_or_404(queries.whole(SurveyForm.objects.visible_to(reach)), pk=pk)


urlpatterns = [
    path("survey-forms/<int:pk>/", survey_form, name="survey_form"),
    path("survey-forms/<int:pk>/nobody/", survey_nobody, name="survey_nobody"),
]
