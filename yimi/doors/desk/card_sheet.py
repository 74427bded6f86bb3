"""A sheet of service cards, drawn.

The QR holds an address of this house with the code behind its `#`. A bare code would leave whoever finds a lost card
with letters that mean nothing; the address tells them where to bring it. What stands behind a `#` is never sent: the
page is the same for every card, no log holds a code, and without a signed-in phone there is nothing to ask with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import segno
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from yimi.doors.desk.village_cards import AT_HOME
from yimi.rooms.network.queries import station_of
from yimi.rooms.people.carding import in_groups
from yimi.rooms.people.models import ServiceCard
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level


class Card(NamedTuple):
    name: str
    village: str
    number: str
    qr: SafeString


def sheet(request: HttpRequest, cards: Sequence[ServiceCard], back: str, title: str) -> dict[str, Any]:
    """What the sheet's page needs; the phone is that of the station of the first card's village."""
    page = request.build_absolute_uri(reverse("portal:found_card"))
    station = station_of(cards[0].person.division_id) if cards else None
    return {
        "cards": [
            Card(each.person.name, _village(each), in_groups(each.number), _qr(page, each.code))
            for each in cards
        ],
        "phone": station.phone if station else "",
        "back": back,
        "title": title,
        "address": page,
        "at_home": request.get_host().startswith(AT_HOME),
    }


def address_of(page: str, code: str) -> str:
    return f"{page}#{code}"


def _qr(page: str, code: str) -> SafeString:
    drawn = segno.make(address_of(page, code), error="m", micro=False)
    return mark_safe(drawn.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None))  # noqa: S308 - segno's own


def _village(card: ServiceCard) -> str:
    division: Division = card.person.division
    inner = division.level > Level.VILLAGE and division.parent is not None
    return str(division.parent.name if inner else division.name)  # type: ignore[union-attr]
