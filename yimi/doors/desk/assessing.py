"""Fill a sheet, see what the rule proposes and why, confirm it; change a colour by hand for a time."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import attempt, done, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.assessing_forms import AssessForm, OverrideForm
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.responsible import gate, person_of
from yimi.rooms.care import actions
from yimi.rooms.care.access import is_head
from yimi.rooms.care.models import Assessment, Standing
from yimi.rooms.care.models.scope import RESPONSIBLE
from yimi.rooms.care.queries import capacity, colours, sheets
from yimi.rooms.care.rules import falling
from yimi.rooms.care.states import AssessmentState, Colour
from yimi.rooms.people.models import Person


def assess(request: Asked, pk: int) -> HttpResponse:
    """The tick list of the sheet that weighs this person; what the register knows comes ticked."""
    reach = only_for(request, *RESPONSIBLE)
    who = _ours(request, pk)
    if answer := gate(request, who, "assess"):
        return answer
    sheet = sheets.sheet_for(who)
    known = sheets.known_factors(sheet.rules, who, reach)
    last = colours.standing_of(who, reach)
    form = AssessForm(
        sheet, known, last.assessment if last else None, request.POST or None, patient=sheets.is_patient(who)
    )
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.assess(person=who, by=request.user, **form.cleaned_data))
        if made is not None:
            return go(request, reverse("desk:assessment", args=[made.pk]))
    context = {"person": who, "sheet": sheet, "form": form, "standing": last}
    return page(request, "desk/care/assess.html", context, form)


def assessment(request: Asked, pk: int) -> HttpResponse:
    """What the rule proposes, in one sentence, with everything it rests on; and the verb that makes it hold."""
    found = _assessment(request, pk)
    if answer := gate(request, found.person, "person"):
        return answer
    standing = colours.standing_of(found.person, request.reach)
    rules = found.sheet.rules
    falls = standing is not None and not falling.rises(standing.colour, found.colour)
    context = {
        "found": found,
        "person": found.person,
        "standing": standing,
        "factors": rules.named(found.factors),
        "passed": [each for each in rules.passthrough if each.code in found.passed],
        "waiting": found.state == AssessmentState.PROPOSED,
        "falls": falls,
        **_load(request, found, standing if falls else None, standing),
        "may_confirm": not falls or is_head(request.user, found.person.division_id),
    }
    return page(request, "desk/care/assessment.html", context)


def _load(
    request: Asked, found: Assessment, above: Standing | None, standing: Standing | None
) -> dict[str, object]:
    """Which colour it would be (step by step down from the one `above`), and what the town is promised in visits, now
    and then (D6)."""
    falls_to = falling.step_down(found.sheet.rules, above.colour, found.colour) if above else None
    to = falls_to or Colour(found.colour)
    if found.state != AssessmentState.PROPOSED:
        return {"to": to}
    now = capacity.of_town(found.person.division_id, request.reach)
    before = standing.colour if standing else ""
    then = capacity.after(now, {(before, to): 1}) if now and before != to else None
    return {"to": to, "load_before": now, "load_after": then}


@require_POST
def assessment_confirm(request: Asked, pk: int) -> HttpResponse:
    found = _assessment(request, pk)
    return done(
        request,
        lambda: actions.confirm_colour(assessment=found, by=request.user),
        to=reverse("desk:person", args=[found.person_id]),
        said=_("颜色已确认，走访窗口跟着排好了。"),
    )


def override(request: Asked, pk: int) -> HttpResponse:
    """Another colour by hand: up at once, down by the head; it ends by itself."""
    only_for(request, *RESPONSIBLE)
    standing = _standing(request, pk)
    if answer := gate(request, standing.person, "override"):
        return answer
    back = reverse("desk:person", args=[pk])
    days = sheets.sheet_for(standing.person).rules.override_days

    def change(data: dict[str, Any]) -> object:
        return actions.override_colour(standing=standing, by=request.user, **data)

    sheet = Sheet(
        _("调整%(who)s的颜色") % {"who": standing.person.masked_name},
        _("调整颜色"),
        back,
        standing.person.masked_name,
        lead=_("升级马上生效；降级要由站长办理，一次一级。%(days)s 天后自动恢复为评估确认的颜色。")
        % {"days": days},
    )
    form = OverrideForm(standing.colour, request.POST or None)
    return fill(request, form, change, sheet, then=back, said=_("颜色已调整。"))


@require_POST
def override_end(request: Asked, pk: int) -> HttpResponse:
    standing = _standing(request, pk)
    return done(
        request,
        lambda: actions.end_override(standing=standing, by=request.user),
        to=reverse("desk:person", args=[pk]),
        said=_("人工调整已结束，恢复为评估确认的颜色。"),
    )


def _ours(request: Asked, pk: int) -> Person:
    who = person_of(request, pk)
    if not request.reach.covers(who.division_id, *RESPONSIBLE):
        raise Http404
    return who


def _assessment(request: Asked, pk: int) -> Assessment:
    rows = Assessment.objects.visible_to(request.reach)
    return get_object_or_404(rows.select_related("sheet", "person__division", "confirmed_by"), pk=pk)


def _standing(request: Asked, pk: int) -> Standing:
    who = _ours(request, pk)
    return get_object_or_404(Standing.objects.visible_to(request.reach).select_related("person"), person=who)


urlpatterns = [
    path("people/<int:pk>/assess/", assess, name="assess"),
    path("assessments/<int:pk>/", assessment, name="assessment"),
    path("assessments/<int:pk>/confirm/", assessment_confirm, name="assessment_confirm"),
    path("people/<int:pk>/colour/", override, name="override"),
    path("people/<int:pk>/colour/end/", override_end, name="override_end"),
]
