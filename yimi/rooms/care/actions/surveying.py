"""A survey is answered, and what it says is a warning is raised at once (A0-05, D7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from yimi.kernel.action import Actor, action, note
from yimi.rooms.care.actions.alerting import _raise
from yimi.rooms.care.actions.hazards import _found
from yimi.rooms.care.rules.surveys import RAISED
from yimi.rooms.care.states import HazardKind
from yimi.rooms.people.actions import answer_survey
from yimi.rooms.people.models import SurveyForm
from yimi.rooms.people.queries import surveys
from yimi.rooms.people.states import Change, Channel, FormState


@action(private=("facts", "changes", "sentence"))
def record_survey(
    *,
    form: SurveyForm,
    by: Actor,
    state: str = FormState.DONE,
    facts: Collection[str] = (),
    changes: Collection[str] = (),
    sentence: str = "",
    channel: str = Channel.SCREEN,
    surveyed_on: date | None = None,
    surveyor: str = "",
    unchanged: bool = False,
) -> SurveyForm:
    """`people.answer_survey`, and one alert for each rule that the ticked changes name; refused as there.

    The alert stands under the head of the household. Answered again, a warning is not raised twice.
    """
    answered = answer_survey(
        form=form, by=by, state=state, facts=facts, changes=changes, sentence=sentence, channel=channel,
        surveyed_on=surveyed_on, surveyor=surveyor, unchanged=unchanged,
    )  # fmt: skip
    person = surveys.about(answered) if answered.changes else None
    if person is not None and Change.HAZARD in answered.changes:
        before = answered.sentence or str(Change.HAZARD.label)
        _found(person, HazardKind.OTHER, before, by, survey=answered)
    rules = {RAISED[each]: Change(each).label for each in answered.changes if each in RAISED}
    for rule, label in rules.items() if person else ():
        assert person is not None
        text = f"{answered.round.title}：{label}。{answered.sentence}"
        _raise(rule, person, key=f"{rule}:survey:{answered.pk}", by=by, text=text)
    note(raised=len(rules) if person else 0)
    return answered
