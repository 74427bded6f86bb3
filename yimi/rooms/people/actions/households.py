"""Households, their codes and who lives in them."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.fields import CoordinateSource
from yimi.kernel.geo import Point, gcj02_to_wgs84
from yimi.rooms.people.access import only_within
from yimi.rooms.people.models import Household, Person
from yimi.rooms.people.queries import next_household_codes
from yimi.rooms.people.seen import MOVED, still
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level


@action
def add_household(
    *,
    division: Division,
    by: Actor,
    address: str = "",
    head: Person | None = None,
    members: Collection[Person] = (),
) -> Household:
    """Open a household in a village or natural village and give it the next 19-digit code (decision 16).

    `members` move in at once. Refused: outside the actor's area (NotYours), a place that is no village, a
    head or a member filed elsewhere.
    """
    only_within(by, division.code)
    if division.level < Level.VILLAGE:
        raise Refusal(_("户要建在村（社区）或自然村（组）下，请选到村。"), field="division")
    if head is not None and head.county != division.county_code:
        raise Refusal(_("户主的档案不在本县，请先为户主建档。"), field="head")
    household = Household.objects.create(
        code19=next_household_codes({division.code: 1})[division.code][0],
        division=division,
        head=head,
        address=address.strip(),
        county=division.county_code,
    )
    _move_in(household, members, by)
    return household


@action(private=("address",))
def correct_household(
    *, household: Household, by: Actor, address: str | None = None, head: Person | None = None
) -> Household:
    """Change the address, or who is the head: somebody who lives in it. Refused outside the area (NotYours)."""
    seen, household = household, _locked(household)
    only_within(by, household.division_id)
    if (address is not None and seen.address != household.address) or (
        head and not still("head", seen, household)
    ):
        raise Stale(_("刚刚有人改过这一户，请刷新页面，看过再改。"))
    if address is not None:
        household.address = address.strip()
    if head is not None:
        if not Person.objects.present().filter(pk=head.pk, household=household).exists():
            raise Refusal(_("户主应是这一户的人，请先把人编入这一户。"), field="head")
        household.head = head
    household.save(update_fields=["address", "head"])
    return household


@action(private=("point",))
def locate_household(
    *,
    household: Household,
    point: Point,
    by: Actor,
    system: str = CoordinateSource.MAP,
    accuracy_m: float | None = None,
) -> Household:
    """Say where a household lives. A GCJ-02 point (`system`) becomes WGS-84 first; accuracy in metres (B10).

    Refused outside the area (NotYours).
    """
    household = _locked(household)
    only_within(by, household.division_id)
    stands = gcj02_to_wgs84(point) if system == CoordinateSource.GCJ02 else point
    household.longitude, household.latitude = stands.longitude, stands.latitude
    household.accuracy_m, household.coordinate_source = accuracy_m, CoordinateSource(system)
    household.save(update_fields=["longitude", "latitude", "accuracy_m", "coordinate_source"])
    return household


@action
def join_household(*, household: Household, persons: Collection[Person], by: Actor) -> Household:
    """People move into a household; whoever lived in another leaves it, also as its head.

    Refused: outside the actor's area at either end (NotYours), nobody named, somebody dead, merged or filed
    in another county.
    """
    household = _locked(household)
    only_within(by, household.division_id)
    if not persons:
        raise Refusal(_("请先勾选要编入这一户的人。"), field="persons")
    note(people=_move_in(household, persons, by))
    return household


@action
def leave_household(*, person: Person, by: Actor) -> Person:
    """Somebody no longer belongs to the household. Refused outside the area (NotYours), a second time (Stale)."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    only_within(by, person.division_id)
    if person.household_id is None:
        raise Stale(_("这个人没有编入哪一户，请刷新页面。"))
    Household.objects.filter(head=person).update(head=None)
    person.household = None
    person.save(update_fields=["household"])
    return person


def _locked(household: Household) -> Household:
    return Household.objects.select_for_update().get(pk=household.pk)


def _move_in(household: Household, persons: Collection[Person], by: Actor) -> int:
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
    Household.objects.filter(head__in=found).exclude(pk=household.pk).update(head=None)
    for each in persons:
        each.household = household
    return Person.objects.filter(pk__in=[each.pk for each in found]).update(household=household)
