"""Households and their codes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal
from yimi.rooms.people.access import only_within
from yimi.rooms.people.models import Household, Person
from yimi.rooms.people.queries import next_household_codes
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level


@action
def add_household(
    *, division: Division, by: Actor, address: str = "", head: Person | None = None
) -> Household:
    """Open a household in a village or natural village and give it the next 19-digit code (decision 16).

    Refused: outside the actor's area (NotYours), a place that is no village, a head filed elsewhere.
    """
    only_within(by, division.code)
    if division.level < Level.VILLAGE:
        raise Refusal(_("户要建在村（社区）或自然村（组）下，请选到村。"), field="division")
    if head is not None and head.county != division.county_code:
        raise Refusal(_("户主的档案不在本县，请先为户主建档。"), field="head")
    return Household.objects.create(
        code19=next_household_codes({division.code: 1})[division.code][0],
        division=division,
        head=head,
        address=address.strip(),
        county=division.county_code,
    )
