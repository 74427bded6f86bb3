"""One household becomes two, two become one: everybody's way stays on the record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal
from yimi.rooms.people.access import only_within
from yimi.rooms.people.actions.members import _locked, _move_in
from yimi.rooms.people.models import Household, Membership, Person
from yimi.rooms.people.queries import next_household_codes
from yimi.rooms.people.states import Came, Kin, Left


@action(private=("address",))
def split_household(
    *,
    household: Household,
    persons: Collection[Person],
    by: Actor,
    head: Person | None = None,
    address: str = "",
    on: date | None = None,
) -> Household:
    """Some of a household become one of their own, with a number of its own, in the same place; returns the new one.

    Refused: outside the area (NotYours), nobody or everybody named, somebody who does not live there, a head who does
    not go along, a day in the future or before somebody came.
    """
    household = _locked(household)
    only_within(by, household.division_id)
    living = set(Person.objects.present().filter(household=household).values_list("pk", flat=True))
    going = {each.pk for each in persons}
    if not going or not going <= living:
        raise Refusal(_("请从这一户里勾选分出去的人。"), field="persons")
    if going == living:
        raise Refusal(_("全户都分出去就不是分户了；只改住址的，请更正住址。"), field="persons")
    if head is not None and head.pk not in going:
        raise Refusal(_("新户的户主应是分出去的人。"), field="head")
    made = Household.objects.create(
        code19=next_household_codes({household.division_id: 1})[household.division_id][0],
        division_id=household.division_id,
        head=head or min(persons, key=lambda each: each.pk),
        address=address.strip(),
        county=household.county,
    )
    _move_in(made, persons, by, came=Came.SPLIT, left=Left.SPLIT, since=_day(on))
    note(people=len(going), code=made.code19)
    return made


@action
def merge_households(
    *, household: Household, into: Household, by: Actor, on: date | None = None
) -> Household:
    """Everybody of one household moves into another; the empty one stays on the record and takes nobody in any more.

    Refused: outside the area at either end (NotYours), one household with itself, different counties, one that was
    merged before (Stale), a day in the future or before somebody came.
    """
    if household.pk == into.pk:
        raise Refusal(_("请选择另一户。"), field="into")
    first, second = sorted((household, into), key=lambda each: each.pk)
    locked = {each.pk: each for each in (_locked(first), _locked(second))}
    household, into = locked[household.pk], locked[into.pk]
    for each in (household, into):
        only_within(by, each.division_id)
    if household.county != into.county:
        raise Refusal(_("两户不在同一个县，不能合并。"), field="into")
    day = _day(on)
    living = list(Person.objects.present().filter(household=household))
    _move_in(into, living, by, came=Came.MERGED, left=Left.MERGED, since=day)
    others = Membership.objects.running().filter(household=household, is_second=True)
    others.update(until=day, left=Left.MERGED, ended_at=clock.now(), ended_by=by.audit_name)
    household.head, household.merged_into = None, into
    household.merged_at, household.merged_by = clock.now(), by.audit_name
    household.save(update_fields=["head", "merged_into", "merged_at", "merged_by"])
    Membership.objects.running().filter(household=into, kin=Kin.HEAD).exclude(person=into.head).update(kin="")
    note(people=len(living))
    return into


def _day(on: date | None) -> date:
    day = on or clock.today()
    if day > clock.today():
        raise Refusal(_("日期不能在今天以后。"), field="on")
    return day
