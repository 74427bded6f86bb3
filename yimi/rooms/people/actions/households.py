"""Households and their codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Max
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal
from yimi.rooms.people.actions.access import only_within
from yimi.rooms.people.models import Household, Person
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level

LAST_NUMBER = 9999


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
        code19=new_codes({division.code: 1})[division.code][0],
        division=division,
        head=head,
        address=address.strip(),
        county=division.county_code,
    )


def new_codes(wanted: Mapping[str, int]) -> dict[str, list[str]]:
    """The next free codes of several places at once, two queries whatever the number; call inside an action.

    The lock on the places, in order of their codes, closes the race of two clerks numbering one village.
    """
    places = Division.objects.filter(code__in=wanted).order_by("code").select_for_update(no_key=True)
    stems = {place.code: place.code.ljust(15, "0") for place in places}
    last = dict(
        Household.objects.annotate(stem=Substr("code19", 1, 15))
        .filter(division__code__in=wanted)
        .values("stem")
        .annotate(last=Max("code19"))
        .values_list("stem", "last")
    )
    codes = {}
    for code, stem in stems.items():
        used = int(last[stem][15:]) if stem in last else 0
        if used + wanted[code] > LAST_NUMBER:
            raise Refusal(_("这个自然村的户编号已经用完（9999 户），请先划分新的自然村。"))
        codes[code] = [f"{stem}{number:04d}" for number in range(used + 1, used + wanted[code] + 1)]
    return codes
