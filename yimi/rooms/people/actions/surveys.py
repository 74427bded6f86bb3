"""Survey rounds: a form for every household, answered once, nobody left out (A0-05, A0-06, D6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, System, action, note
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.states import Role
from yimi.rooms.people.access import named, only_within, reach_of
from yimi.rooms.people.models import SURVEYORS, SurveyForm, SurveyRound
from yimi.rooms.people.models.surveys import ASSESSORS
from yimi.rooms.people.states import Change, Channel, Fact, FormState, RoundState
from yimi.rooms.places.models import Division
from yimi.rooms.places.rules import stem_of

#: Who sends people round: the head of a station in the town, the county's business section.
STARTERS = frozenset({Role.STATION_HEAD, Role.COUNTY_BUSINESS})

#: A form for every household with somebody living in it, and for everybody filed without one; each with the last
#: answered form of the same people: the household's, or else one that a member gave before moving in, be it in this
#: very round. What has a form already is left alone, so that it may run again.
GENERATE = """
INSERT INTO people_surveyform (round_id, division_id, household_id, person_id, previous_id, state, tries, facts,
                               changes, sentence, channel, is_carried, surveyor)
SELECT %(round)s, unit.division_id, unit.household_id, unit.person_id,
       coalesce(
         (SELECT old.id FROM people_surveyform old WHERE old.state = 'done' AND old.round_id <> %(round)s
             AND (old.household_id = unit.household_id OR old.person_id = unit.person_id) ORDER BY old.id DESC LIMIT 1),
         (SELECT old.id FROM people_person who JOIN people_surveyform old ON old.person_id = who.id
           WHERE who.household_id = unit.household_id AND old.state = 'done' ORDER BY old.id DESC LIMIT 1)),
       'open', 0, '{}', '{}', '', '', false, ''
FROM (SELECT home.division_id, home.id AS household_id, NULL::bigint AS person_id FROM people_household home
       WHERE home.division_id LIKE %(stem)s AND EXISTS (SELECT 1 FROM people_person who WHERE who.household_id = home.id
             AND who.deceased_on IS NULL AND who.merged_into_id IS NULL)
      UNION ALL
      SELECT who.division_id, NULL, who.id FROM people_person who WHERE who.division_id LIKE %(stem)s
         AND who.household_id IS NULL AND who.deceased_on IS NULL AND who.merged_into_id IS NULL) unit
ORDER BY unit.division_id, unit.household_id, unit.person_id
ON CONFLICT DO NOTHING
"""

#: Whoever moved into a household before anybody came is asked there; how often nobody was home goes along.
ABSORB = """
WITH alone AS (
    DELETE FROM people_surveyform form USING people_person who, people_surveyform home
     WHERE form.round_id = %(round)s AND form.state = 'open' AND who.id = form.person_id
       AND home.round_id = form.round_id AND home.household_id = who.household_id
    RETURNING home.id, form.tries)
UPDATE people_surveyform form SET tries = greatest(form.tries, moved.tries)
  FROM (SELECT id, max(tries) AS tries FROM alone GROUP BY id) AS moved WHERE moved.id = form.id
"""


@action
def start_round(
    *, division: Division, title: str, starts_on: date, ends_on: date, by: Actor, by_assessors: bool = False
) -> SurveyRound:
    """Open a round over a county, a town or a village and give every household there its form.

    Refused: not the head of the station there nor the county (NotYours), no title, days out of order, a place
    without anybody on file.
    """
    only_within(by, division.code, STARTERS)
    if not title.strip():
        raise Refusal(_("请写这一轮调查的名称，例如 2027 年春季。"), field="title")
    if ends_on < starts_on:
        raise Refusal(_("调查的止期不能早于起期。"), field="ends_on")
    survey = SurveyRound.objects.create(
        county=division.county_code,
        division=division,
        title=title.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        by_assessors=by_assessors,
        started_at=clock.now(),
        started_by=named(by),
    )
    made = _generate(survey)
    if not made:
        raise Refusal(_("这个地方的台账里还没有人，先建档再开展调查。"), field="division")
    note(forms=made)
    return survey


@action
def complete_rounds(*, by: Actor) -> int:
    """Give households that came into the register since a form in every open round; returns how many."""
    rounds = SurveyRound.objects.filter(state=RoundState.OPEN).select_related("division")
    made = sum(_generate(each) for each in rounds.order_by("pk"))
    note(forms=made)
    return made


@action(private=("facts", "changes", "sentence"))
def answer_survey(
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
    """Write down how a household lives: ticks and one sentence; `unchanged` carries the last round's facts.

    `surveyor` names who went when somebody else enters it (E5). Refused: not a surveyor there, in a third-party
    round not an assessor (NotYours), a closed round (Stale), nothing to carry, unknown ticks, a day outside
    the round.
    """
    form = _locked(form, by)
    _check(form, state, facts, changes, channel)
    if unchanged and (form.previous is None or changes):
        raise Refusal(_("没有上一轮可以沿用，或者已经有变化，请逐项勾选。"), field="facts")
    day = surveyed_on or clock.today()
    if not form.round.starts_on <= day <= clock.today():
        raise Refusal(_("调查日期应在这一轮开始以后、今天以前。"), field="surveyed_on")
    carried = form.previous.facts if unchanged and form.previous else facts
    form.state, form.facts, form.changes = state, sorted(set(carried)), sorted(set(changes))
    form.sentence, form.channel, form.is_carried = sentence.strip(), channel, unchanged
    form.surveyed_on, form.surveyor = day, surveyor.strip() or named(by).display_name
    form.recorded_at, form.recorded_by = clock.now(), named(by)
    form.save()
    return form


@action
def note_nobody_home(*, form: SurveyForm, by: Actor) -> SurveyForm:
    """Somebody went and met nobody: counted, and the form stays on the red list. Refused as in `answer_survey`."""
    form = _locked(form, by)
    if form.state != FormState.OPEN:
        raise Stale(_("这一户已经调查过。"))
    form.tries = min(form.tries + 1, 999)
    form.save(update_fields=["tries"])
    return form


@action
def close_round(*, survey: SurveyRound, by: Actor) -> SurveyRound:
    """End a round; what is still on the red list stays there for everybody to see. Once (Stale)."""
    survey = SurveyRound.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    only_within(by, survey.division_id, STARTERS)
    if survey.state != RoundState.OPEN:
        raise Stale(_("这一轮调查已经结束。"))
    survey.state, survey.closed_at, survey.closed_by = RoundState.CLOSED, clock.now(), named(by)
    survey.save(update_fields=["state", "closed_at", "closed_by"])
    note(left=survey.forms.filter(state=FormState.OPEN).count())
    return survey


def _generate(survey: SurveyRound) -> int:
    with connection.cursor() as cursor:
        cursor.execute(GENERATE, {"round": survey.pk, "stem": f"{stem_of(survey.division_id)}%"})
        made = int(cursor.rowcount)
        cursor.execute(ABSORB, {"round": survey.pk})
        return made


def _locked(form: SurveyForm, by: Actor) -> SurveyForm:
    rows = SurveyForm.objects.select_for_update(of=("self",))
    form = rows.select_related("round", "previous", "household__head", "person").get(pk=form.pk)
    if not isinstance(by, System):
        who = ASSESSORS if form.round.by_assessors else SURVEYORS
        if not reach_of(by).covers(form.division_id, *who):
            said = _("这一轮由第三方评估员入户，站里只看结果。") if form.round.by_assessors else ""
            raise NotYours(said or _("这一户不在您负责的范围内，请联系当地村（居）委会或乡镇社工站。"))
    if form.round.state != RoundState.OPEN:
        raise Stale(_("这一轮调查已经结束，不能再填。"))
    return form


def _check(
    form: SurveyForm, state: str, facts: Collection[str], changes: Collection[str], channel: str
) -> None:
    if state not in (FormState.DONE, FormState.AWAY, FormState.DECLINED) or channel not in Channel.values:
        raise Refusal(_("请选择结果和方式。"), field="state")
    if not set(facts) <= set(Fact.values) or not set(changes) <= set(Change.values):
        raise Refusal(_("请在表上的选项里勾选。"), field="facts")
