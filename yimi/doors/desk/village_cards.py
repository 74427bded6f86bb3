"""The paper card that hangs in the village: its code, a QR that opens the order page, whom to call."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.villages import by_town, towns_and_villages
from yimi.rooms.accounts.states import STATION, VILLAGE, Role
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.queries import station_of
from yimi.rooms.people.access import KEEPERS
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level
from yimi.rooms.public.queries import card_of

PRINTERS = (*VILLAGE, *STATION, Role.COUNTY_BUSINESS)
PAPERS = ("a5", "a4")
AT_HOME = ("localhost", "127.", "[::1]", "0.0.0.0")  # noqa: S104 - names to recognise, nothing is bound


class Card(NamedTuple):
    village: Division
    code: str
    station: Organisation | None


@require_safe
def village_cards(request: Asked) -> HttpResponse:
    """Villages of the reach by town; a town's cards are printed in one go."""
    reach = only_for(request, *PRINTERS)
    towns = by_town(towns_and_villages(reach, *PRINTERS))
    whole = [(f"{options[0][0][:9]:0<12}", name, options) for name, options in towns]
    context = {
        "towns": [(code if reach.covers(code, *PRINTERS) else "", *rest) for code, *rest in whole],
        "may_keep": reach.has(*KEEPERS),
    }
    return render(request, "desk/village_cards/village_cards.html", context)


@require_safe
def village_card(request: Asked, code: str) -> HttpResponse:
    """The card of a village, or of every village of a town, one a page, on A5 or A4."""
    place = _place(request, code)
    villages = [place]
    if place.level == Level.TOWN:
        below = Division.objects.current().filter(level=Level.VILLAGE, code__startswith=place.stem)
        villages = list(below.select_related("parent").order_by("code"))
    station = station_of(place.code)
    paper = request.GET.get("paper", "")
    context = {
        "place": place,
        "cards": [Card(each, card_of(each), station) for each in villages],
        "paper": paper if paper in PAPERS else PAPERS[0],
        "order_page": request.build_absolute_uri(reverse("portal:order")),
        "at_home": request.get_host().startswith(AT_HOME),
    }
    return render(request, "desk/village_cards/village_card.html", context)


@require_safe
def village_card_picture(request: Asked, code: str) -> HttpResponse:
    """The QR of one card, at an address of its own: pages carry no inline pictures."""
    place = _place(request, code)
    if place.level != Level.VILLAGE:
        raise Http404
    address = f"{reverse('portal:order')}?{urlencode({'card': card_of(place)})}"
    drawing = BytesIO()
    picture = segno.make(request.build_absolute_uri(address), error="q")
    picture.save(drawing, kind="svg", scale=8, border=2, xmldecl=False)
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


def _place(request: Asked, code: str) -> Division:
    """A town or a village of the asker's reach; anything else is not found."""
    reach = only_for(request, *PRINTERS)
    rows = Division.objects.current().filter(level__in=(Level.TOWN, Level.VILLAGE))
    if not reach.covers(code, *PRINTERS):
        raise Http404
    return get_object_or_404(rows.select_related("parent"), pk=code)


urlpatterns = [
    path("village-cards/", village_cards, name="village_cards"),
    path("village-cards/<slug:code>/", village_card, name="village_card"),
    path("village-cards/<slug:code>/qr.svg", village_card_picture, name="village_card_picture"),
]
