"""What a person is officially entitled to: written down by one, confirmed by another, ended on request alone.

Categories move money. Whoever enters one, at the desk or by a sheet, never confirms it; an end and another ID number are
asked for with evidence and decided by somebody else (`changes.decide_change`, which hands its request on to here).
"""

from __future__ import annotations

from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, System, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.people.access import CONFIRMERS, named, only_within, reach_of
from yimi.rooms.people.actions.approving import _is_approved
from yimi.rooms.people.actions.documents import _attach, _hand_on
from yimi.rooms.people.models import ChangeRequest, Person, PersonCategory
from yimi.rooms.people.states import SENSITIVE_CATEGORIES, Category, ChangeKind


@action(private=("source", "document"))
def set_category(
    *,
    person: Person,
    category: str,
    valid_from: date,
    source: str,
    by: Actor,
    valid_to: date | None = None,
    document: BinaryIO | None = None,
    approved: ChangeRequest | None = None,
) -> PersonCategory:
    """Record an official category with its validity and source; the product never decides it (B5).

    It holds at once and waits to be confirmed by somebody else of the station or the county; one that a request
    asked for is confirmed by whoever decided it. `document`: a photo or PDF of what it rests on. Refused: outside
    the actor's area (NotYours), mental-disorder enrolment by a village (B8), no source, dates out of order, a period
    that overlaps one already recorded.
    """
    only_within(by, person.division_id)
    if category not in Category.values:
        raise Refusal(_("没有这个类别，请从列表中选择。"), field="category")
    if category in SENSITIVE_CATEGORIES and not reach_of(by).covers(person.division_id, *CONFIRMERS):
        raise NotYours(_("这一类别由乡镇社工站或区县登记，村（居）委会不登记。"))
    if not source.strip():
        raise Refusal(_("请写明依据，例如审批文号或系统名称。"), field="source")
    if valid_to is not None and valid_to < valid_from:
        raise Refusal(_("类别的止期不能早于起期。"), field="valid_to")
    # two clerks, one person: one after the other
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    held = PersonCategory.objects.filter(person=person, category=category)
    if any(_overlap(row, valid_from, valid_to) for row in held):
        raise Refusal(_("这个人在这段时间内已有这一类别，请先结束原来的一条。"), field="valid_from")
    decided = _is_approved(approved, ChangeKind.SET_CATEGORY, person, by)
    entry = PersonCategory.objects.create(
        person=person, category=category, valid_from=valid_from, valid_to=valid_to, source=source.strip(),
        entered_by=approved.asked_by if approved and decided else by if isinstance(by, User) else None,
        confirmed_at=clock.now() if decided else None, confirmed_by=named(by) if decided else None,
    )  # fmt: skip
    if document is not None:
        _attach(entry, document, category=category, by=by)
    if approved and decided:
        _hand_on(approved, entry)
    return entry


@action
def confirm_category(*, entry: PersonCategory, by: Actor) -> PersonCategory:
    """Somebody of the station or the county's business section confirms what another entered; once (Stale).

    Refused: outside the area, or entered by oneself (NotYours).
    """
    entry = PersonCategory.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    only_within(by, entry.person.division_id, CONFIRMERS)
    if entry.confirmed_at is not None:
        raise Stale(_("这一类别已经确认过。"))
    if entry.entered_by_id == named(by).pk:
        raise NotYours(_("自己登记的类别要由另一个人确认。"))
    entry.confirmed_at, entry.confirmed_by = clock.now(), named(by)
    entry.save(update_fields=["confirmed_at", "confirmed_by"])
    return entry


@action
def end_category(
    *, entry: PersonCategory, on: date, by: Actor, approved: ChangeRequest | None = None
) -> PersonCategory:
    """The category holds up to and including `on`; not before its start, not after its own end.

    Only as what a request asked for, or by the house itself. Refused otherwise (NotYours).
    """
    entry = PersonCategory.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    only_within(by, entry.person.division_id, CONFIRMERS)
    if not isinstance(by, System) and not _is_approved(approved, ChangeKind.END_CATEGORY, entry.person, by):
        raise NotYours(_("结束类别关系到待遇，请先申请变更，由另一位同事批准。"))
    if on < entry.valid_from or (entry.valid_to is not None and on > entry.valid_to):
        raise Refusal(_("结束日期应在这一类别的起止日期之间。"), field="on")
    entry.valid_to = on
    entry.save(update_fields=["valid_to"])
    return entry


def _overlap(row: PersonCategory, start: date, end: date | None) -> bool:
    return (end is None or row.valid_from <= end) and (row.valid_to is None or start <= row.valid_to)
