"""A sheet is filled, the rule proposes, a person confirms (A1-05, A1-06, PIPL 24)."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.care.access import is_head, named, only_responsible
from yimi.rooms.care.actions.standing import _settle
from yimi.rooms.care.models import Assessment, Sheet, Standing
from yimi.rooms.care.queries.colours import has_open_report, visits_since
from yimi.rooms.care.queries.sheets import is_patient, sheet_for
from yimi.rooms.care.rules import falling
from yimi.rooms.care.rules.tiers import evaluate
from yimi.rooms.care.states import AssessmentState, Cause, DoctorClass
from yimi.rooms.people.models import Person
from yimi.rooms.projects.queries.who import name_of


@action(private=("factors", "passed", "doctor_class"))
def assess(
    *,
    person: Person,
    factors: Collection[str],
    by: Actor,
    passed: Collection[str] = (),
    doctor_class: str = "",
) -> Assessment:
    """Weigh what was found with the sheet in force; the colour is a proposal until somebody confirms it.

    A registered patient is weighed with the doctor's class besides (D5.4), an open mandatory report makes
    red (D5.3). An unconfirmed proposal is superseded. Refused: not responsible there (NotYours), a person
    who died or was merged, a factor the sheet does not have, no sheet released.
    """
    only_responsible(by, person.division_id)
    # the lock on the person: two proposals at once would leave two waiting
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.deceased_on is not None or person.merged_into_id is not None:
        raise Refusal(_("这份档案已经停用，不能再评估。"))
    sheet = sheet_for(person)
    chosen, through = _checked(sheet, factors, passed)
    patient = is_patient(person)
    given = (doctor_class or DoctorClass.UNKNOWN) if patient else ""
    reported = has_open_report(person)
    found = evaluate(sheet.rules, chosen, through, doctor_class=given, reported=reported)
    waiting = Assessment.objects.filter(person=person, state=AssessmentState.PROPOSED)
    waiting.update(state=AssessmentState.SUPERSEDED)
    return Assessment.objects.create(
        person=person,
        county=person.county,
        sheet=sheet,
        factors=chosen,
        passed=through,
        doctor_class=given,
        reported=reported,
        score=found.score,
        colour=found.colour,
        assessed_at=clock.now(),
        assessed_by=name_of(by),
    )


def _checked(sheet: Sheet, factors: Collection[str], passed: Collection[str]) -> tuple[list[str], list[str]]:
    rules = sheet.rules
    has = {each.code for each in rules.factors()} | {each.code for each in rules.passthrough}
    if unknown := sorted({*factors, *passed} - has):
        raise Refusal(
            _("评估表里没有这些因素：%(what)s，请刷新页面重新勾选。") % {"what": "、".join(unknown)}
        )
    return sorted(set(factors)), sorted(set(passed))


@action
def confirm_colour(*, assessment: Assessment, by: Actor) -> Standing:
    """Make a proposal the person's colour. Up or the same at once; down by the head, late and step by step.

    A falling colour needs the station's head or the county, the visits and days of the sheet, and falls one
    level at a time (D5.5). A running override ends with it. Refused: not responsible there (NotYours), decided
    already (Stale), a fall too early or not by a head.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=assessment.person_id)
    only_responsible(by, person.division_id)
    assessment = Assessment.objects.select_related("sheet").get(pk=assessment.pk)
    if assessment.state != AssessmentState.PROPOSED:
        raise Stale(_("这份评估已经确认过，或已被新的评估代替，请刷新后再看。"))
    standing = Standing.objects.filter(person=person).first()
    before = standing.colour if standing is not None else ""
    colour, rules = assessment.colour, assessment.sheet.rules
    if standing is not None and not falling.rises(before, colour):
        if not is_head(by, person.division_id):
            raise NotYours(_("降级要由站长或区县业务科室确认。请把评估留在这里，请站长来看。"))
        why = falling.too_early(
            rules,
            changed_on=standing.changed_on,
            today=clock.today(),
            visits=visits_since(person, standing.changed_on),
        )
        if why:
            raise Refusal(why, code="too_early")
        colour = falling.step_down(rules, standing.colour, colour)
    assessment.state = AssessmentState.CONFIRMED
    assessment.confirmed_at, assessment.confirmed_by = clock.now(), named(by)
    assessment.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    return _settle(person, colour, cause=Cause.ASSESSED, by=by, assessment=assessment)
