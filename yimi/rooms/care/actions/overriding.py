"""Changing a colour by hand: up at once with a reason, down only by the head; it ends by itself (D5.5)."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.care.access import is_head, named, only_responsible
from yimi.rooms.care.actions.standing import _lift, _settle
from yimi.rooms.care.models import Standing
from yimi.rooms.care.queries.colours import has_open_report, visits_since
from yimi.rooms.care.queries.sheets import is_patient, sheet_for
from yimi.rooms.care.rules import falling
from yimi.rooms.care.states import Cause, Colour
from yimi.rooms.people.models import Person


@action(private=("reason", "colour"))
def override_colour(*, standing: Standing, colour: str, reason: str, by: Actor) -> Standing:
    """Set another colour by hand until the sheet's number of days is over, with a reason that stays.

    Refused: not responsible there (NotYours), no reason, the same colour; lower: not by a head, too early,
    more than one level, below yellow for a patient, while a mandatory report is open.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=standing.person_id)
    only_responsible(by, person.division_id)
    standing = Standing.objects.select_for_update(of=("self",)).get(pk=standing.pk)
    if not reason.strip():
        raise Refusal(_("请写明为什么要调整，会留在记录里。"), field="reason")
    if colour not in Colour.values or colour == standing.colour:
        raise Refusal(_("请选择与现在不同的颜色。"), field="colour")
    sheet = sheet_for(person)
    if not falling.rises(standing.colour, colour):
        _may_fall(standing, person, Colour(colour), by)
    until = clock.today() + timedelta(days=sheet.rules.override_days)
    _settle(person, colour, cause=Cause.OVERRIDDEN, by=by, reason=reason.strip(), until=until)
    return Standing.objects.get(pk=standing.pk)


def _may_fall(standing: Standing, person: Person, colour: Colour, by: Actor) -> None:
    rules = sheet_for(person).rules
    if not is_head(by, person.division_id):
        raise NotYours(_("降级要由站长或区县业务科室办理，请站长来看。"))
    if has_open_report(person):
        raise Refusal(_("有一份强制报告还没有办结，办结前一直是红色。"), field="colour")
    if is_patient(person) and colour.rank > Colour.YELLOW.rank:
        raise Refusal(_("在册严重精神障碍患者不低于黄色。"), field="colour")
    if falling.step_down(rules, standing.colour, colour) is not colour:
        raise Refusal(_("一次只能降一级。"), field="colour")
    visits = visits_since(person, standing.changed_on)
    why = falling.too_early(rules, changed_on=standing.changed_on, today=clock.today(), visits=visits)
    if why:
        raise Refusal(why, field="colour", code="too_early")


@action
def end_override(*, standing: Standing, by: Actor) -> Standing:
    """Take back one's change by hand before it ends; the colour is the confirmed one again.

    Refused: not responsible there (NotYours), nothing to end (Stale), falling back lower not by a head.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=standing.person_id)
    only_responsible(by, person.division_id)
    standing = Standing.objects.select_for_update(of=("self",)).get(pk=standing.pk)
    if not standing.is_overridden:
        raise Stale(_("现在没有人工调整，请刷新后再看。"))
    if not falling.rises(standing.colour, standing.ruled) and not is_head(by, person.division_id):
        raise NotYours(_("降级要由站长或区县业务科室办理，请站长来看。"))
    named(by)
    return _lift(standing, by)


@action
def expire_overrides(*, by: Actor) -> int:
    """End every change by hand whose last day is over; returns how many. A job runs it every hour.

    Whoever set it is told, so that a risk that is still there is assessed and not just forgotten.
    """
    ended = 0
    over = Standing.objects.filter(override_until__lt=clock.today()).order_by("pk")
    for standing in over.select_for_update(of=("self",), skip_locked=True):
        _lift(standing, by)
        ended += 1
    note(ended=ended)
    return ended
