"""The one place where a colour is written: the row, its history, the windows that follow from it."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from yimi.kernel import clock, outbox
from yimi.kernel.action import Actor
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION
from yimi.rooms.care.actions.planning import _replan
from yimi.rooms.care.models import Assessment, ColourChange, Standing
from yimi.rooms.care.states import Cause, Colour
from yimi.rooms.people.access import reach_of
from yimi.rooms.people.models import Person
from yimi.rooms.projects.queries.who import name_of, user_of

#: Days until somebody is looked at again: weekly, monthly, quarterly, half-yearly (D6).
REASSESS = {Colour.RED: 7, Colour.YELLOW: 30, Colour.BLUE: 91, Colour.GREEN: 182}


def _settle(
    person: Person,
    colour: str,
    *,
    cause: Cause,
    by: Actor,
    assessment: Assessment | None = None,
    reason: str = "",
    until: date | None = None,
) -> Standing:
    """Write the colour; with `until` by hand, otherwise as confirmed by rule. Not an action: they call it."""
    today, now = clock.today(), clock.now()
    standing = Standing.objects.filter(person=person).first() or Standing(
        person=person,
        county=person.county,
        colour="",
        ruled=colour,
        changed_on=today,
        worker=_first_worker(person, by),
    )
    before, standing.colour = standing.colour, colour
    if before != colour:
        standing.changed_on = today
    if until is None:
        standing.ruled = colour
        _clear(standing)
        standing.reassess_on = today + timedelta(days=REASSESS[Colour(colour)])
    else:
        standing.override_until, standing.override_reason = until, reason
        standing.overridden_at, standing.overridden_by = now, user_of(by)
        sooner = today + timedelta(days=REASSESS[Colour(colour)])
        standing.reassess_on = min(standing.reassess_on, sooner)
    if assessment is not None:
        standing.assessment = assessment
    standing.save()
    if before != colour:
        _remember(standing, before, cause, by, reason)
        _replan(standing, before, child=person.is_minor(today))
    return standing


def _lift(standing: Standing, by: Actor) -> Standing:
    """End a change by hand: back to the confirmed colour."""
    before, setter = standing.colour, standing.overridden_by_id
    standing.colour = standing.ruled
    if before != standing.colour:
        standing.changed_on = clock.today()
    _clear(standing)
    standing.reassess_on = min(standing.reassess_on, clock.today() + timedelta(days=REASSESS[Colour(before)]))
    standing.save()
    if before != standing.colour:
        _remember(standing, before, Cause.EXPIRED, by, "")
        _replan(standing, before, child=False)
        if setter is not None:
            text = _("有一位群众的颜色人工调整已到期，恢复为确认的颜色。风险还在的，请重新评估。")
            link = f"/desk/people/{standing.person_id}/"
            outbox.tell(user_ids=[setter], topic="care_override_ended", text=text, link=link)
    return standing


def _first_worker(person: Person, by: Actor) -> User | None:
    """Whoever gives the first colour answers for the person, if they serve in the station there."""
    user = user_of(by)
    return user if user is not None and reach_of(user).covers(person.division_id, *STATION) else None


def _clear(standing: Standing) -> None:
    standing.override_until, standing.override_reason = None, ""
    standing.overridden_at, standing.overridden_by = None, None


def _remember(standing: Standing, before: str, cause: Cause, by: Actor, reason: str) -> None:
    ColourChange.objects.create(
        person_id=standing.person_id,
        before=before,
        after=standing.colour,
        cause=cause,
        reason=reason,
        assessment=standing.assessment if cause == Cause.ASSESSED else None,
        changed_at=clock.now(),
        changed_by=name_of(by),
    )
