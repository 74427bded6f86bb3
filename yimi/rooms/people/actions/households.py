"""Households: their codes, their heads, where they stand."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.fields import CoordinateSource
from yimi.kernel.geo import Point, gcj02_to_wgs84
from yimi.rooms.people.access import only_within
from yimi.rooms.people.actions.members import _locked, _move_in
from yimi.rooms.people.models import Household, Membership, Person
from yimi.rooms.people.queries import next_household_codes
from yimi.rooms.people.seen import still
from yimi.rooms.people.states import Kin
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
    household.refresh_from_db(fields=["head"])
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
        _head_of(household, head)
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


def _head_of(household: Household, head: Person) -> None:
    """The head is nobody's child in this household; what the last one is to the new head has to be said anew."""
    rows = Membership.objects.running().filter(household=household)
    rows.filter(kin=Kin.HEAD).update(kin="")
    rows.filter(person=head).update(kin=Kin.HEAD)
