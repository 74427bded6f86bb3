"""Who moves in and out of a household, with the day and the reason; how one becomes two and two become one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.people.access import only_within
from yimi.rooms.people.actions.belonging import _begin, _end, _move, _out
from yimi.rooms.people.models import Household, Membership, Person
from yimi.rooms.people.seen import MOVED, still
from yimi.rooms.people.states import CHOSEN_CAME, CHOSEN_LEFT, Came, Kin, Left


@action
def join_household(
    *,
    household: Household,
    persons: Collection[Person],
    by: Actor,
    since: date | None = None,
    why: str = Came.MOVED,
    second: bool = False,
) -> Household:
    """People move into a household on a day, today unless given; whoever lived in another leaves it, also as its head.

    `second`: they live here too and stay in the other, their main one. Refused: outside the actor's area at either end
    (NotYours), nobody named, somebody dead, merged or filed in another county, a household that was merged, a day in the
    future or before the other one began; a second household for whoever has no main one.
    """
    household = _locked(household)
    only_within(by, household.division_id)
    if not persons:
        raise Refusal(_("请先勾选要编入这一户的人。"), field="persons")
    day = since or clock.today()
    if day > clock.today():
        raise Refusal(_("日期不能在今天以后。"), field="since")
    if why not in CHOSEN_CAME:
        raise Refusal(_("请选择为什么编入这一户。"), field="why")
    if second:
        return _too(household, _there(household, persons, by), came=why, by=by, since=day)
    note(people=_move_in(household, persons, by, came=why, since=None if why == Came.FILED else day))
    return household


@action
def leave_household(
    *,
    person: Person,
    by: Actor,
    household: Household | None = None,
    on: date | None = None,
    why: str = Left.MOVED,
) -> Person:
    """Somebody no longer belongs to a household, the main one unless given; a second one then becomes the main one.

    Refused: outside the area (NotYours), not there (Stale), a day in the future or before they came.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    only_within(by, person.division_id)
    if why not in CHOSEN_LEFT:
        raise Refusal(_("请选择为什么移出这一户。"), field="why")
    home = household.pk if household else person.household_id
    there = Membership.objects.running().filter(person=person, household=home)
    if home is None or not there.exists():
        raise Stale(_("这个人没有编入哪一户，请刷新页面。"))
    Household.objects.filter(head=person, pk=home).update(head=None)
    if home == person.household_id:
        _out(person, left=why, by=by, on=on)
    else:
        _end(Q(pk__in=there), left=why, by=by, on=on)
    return person


@action
def set_kin(*, household: Household, person: Person, kin: str, by: Actor) -> Membership:
    """What somebody is to the head of the household. Refused: outside the area (NotYours), not there, an unknown word."""
    only_within(by, household.division_id)
    row = Membership.objects.running().filter(household=household, person=person).first()
    if row is None:
        raise Refusal(_("这个人已经不在这一户里，请刷新页面。"))
    if kin not in Kin.values or kin == Kin.HEAD:
        raise Refusal(_("请选择与户主的关系；换户主请用“设为户主”。"), field="kin")
    if household.head_id == person.pk:
        raise Refusal(_("户主本人不用填关系。"), field="kin")
    row.kin = kin
    row.save(update_fields=["kin"])
    return row


def _too(household: Household, people: list[Person], *, came: str, by: Actor, since: date) -> Household:
    """A second household for people who have a main one."""
    for person in people:
        if person.household_id is None:
            raise Refusal(_("%(who)s还没有主要的户，请先编入平时住的那一户。") % {"who": person.masked_name})
    taken = set(
        Membership.objects.running()
        .filter(household=household, person__in=people)
        .values_list("person", flat=True)
    )
    coming = {each.pk: household.pk for each in people if each.pk not in taken}
    _begin(coming, came=came, by=by, since=since, second=True)
    return household


def _locked(household: Household) -> Household:
    """The household as it is now; nobody moves into one that was merged into another."""
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if household.merged_into_id is not None:
        raise Stale(_("这一户已经并入另一户，请打开并入的那一户。"))
    return household


def _there(household: Household, persons: Collection[Person], by: Actor) -> list[Person]:
    """Locked in order of their keys: two clerks, one family, one after the other."""
    rows = Person.objects.present().filter(pk__in=[each.pk for each in persons], county=household.county)
    found = list(rows.order_by("pk").select_for_update())
    if len(found) < len({each.pk for each in persons}):
        raise Refusal(_("有人已去世、已并档或不在本县，请刷新后重新选择。"), field="persons")
    seen = {each.pk: each for each in persons}
    for person in found:
        only_within(by, person.division_id)
        if not still("household", seen[person.pk], person):
            raise Stale(MOVED)
    return found


def _move_in(
    household: Household,
    persons: Collection[Person],
    by: Actor,
    *,
    came: str = Came.FILED,
    left: str = Left.MOVED,
    since: date | None = None,
) -> int:
    found = _there(household, persons, by)
    _move(found, household, came=came, left=left, by=by, since=since)
    for each in persons:
        each.household = household
    return len(found)
