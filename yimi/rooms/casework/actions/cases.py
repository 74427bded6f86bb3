"""A case is opened: for a person, for a group, again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.care.models import Alert
from yimi.rooms.casework.access import named, only_caseworker, serves
from yimi.rooms.casework.actions.moving import _locked, _next_number, _step, _tell_worker
from yimi.rooms.casework.models import Case
from yimi.rooms.casework.states import CaseKind, Stage
from yimi.rooms.people.models import Person
from yimi.rooms.places.models import Division
from yimi.rooms.projects.queries.who import name_of


@action
def open_case(*, person: Person, by: Actor, alert: Alert | None = None, worker: User | None = None) -> Case:
    """Open a person's case at its intake (MZ/T 094), perhaps because of an alert about them.

    Refused: not of the station there (NotYours), somebody dead or merged, an open case already, an alert about
    somebody else, a worker who does not serve there.
    """
    only_caseworker(by, person.division_id)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.deceased_on is not None or person.merged_into_id is not None:
        raise Refusal(_("这份档案已经停用，不能开案。"))
    if alert is not None and alert.person_id != person.pk:
        raise Refusal(_("这条预警说的是另一个人。"), field="alert")
    if Case.objects.open().filter(person=person).exists():
        raise Stale(_("这个人已有一个在办的个案，请在那个案子里继续。"))
    return _open(CaseKind.INDIVIDUAL, person.division, Stage.INTAKE, by, worker, person=person, alert=alert)


@action
def open_group(*, title: str, division: Division, by: Actor, worker: User | None = None) -> Case:
    """Open a group at its plan (MZ/T 095). Refused: not of the station there (NotYours), no title."""
    only_caseworker(by, division.code)
    if not title.strip():
        raise Refusal(_("请写小组的名称。"), field="title")
    return _open(CaseKind.GROUP, division, Stage.PLAN, by, worker, title=title.strip())


@action(private=("reason",))
def reopen_case(*, case: Case, reason: str, by: Actor) -> Case:
    """A closed case is read only: whoever needs help again gets a new one, linked to the old.

    Refused: not one's case (NotYours), a case that is open, a group, no reason, an open case already.
    """
    old = _locked(case, by, open_only=False)
    if old.is_open or old.person is None:
        raise Stale(_("只有已经结束的个案才能重新开案。"))
    if not reason.strip():
        raise Refusal(_("请写明为什么重新开案。"), field="reason")
    new = open_case(
        person=old.person, by=by, worker=old.worker if serves(old.worker, old.division_id) else None
    )
    new.previous = old
    new.save(update_fields=["previous"])
    _step(new, _("重新开案，接上 %(number)s") % {"number": old.number}, by, reason.strip())
    return new


def _open(
    kind: CaseKind,
    division: Division,
    stage: Stage,
    by: Actor,
    worker: User | None,
    *,
    person: Person | None = None,
    alert: Alert | None = None,
    title: str = "",
) -> Case:
    who = worker or named(by)
    if not serves(who, division.code):
        raise Refusal(_("这位同事不在当地任职，请另选一位。"), field="worker")
    case = Case.objects.create(
        county=division.county_code, number=_next_number(division.county_code, kind), kind=kind, person=person,
        title=title, division=division, worker=who, stage=stage, alert=alert, opened_at=clock.now(),
        opened_by=name_of(by),
    )  # fmt: skip
    _step(case, _("开案"), by)
    _tell_worker(case, _("有一个案子交给你：%(number)s") % {"number": case.number}, by)
    return case
