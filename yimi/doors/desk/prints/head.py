"""The head of a filled form: whose station, its number, and a QR that leads back to the record."""

from __future__ import annotations

from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe

from yimi.doors.desk.asked import Asked
from yimi.rooms.network.queries import station_of


def head_of(request: Asked, place: str, number: str, back: str, back_label: str) -> dict[str, Any]:
    """What the skeleton (`desk/prints/skeleton.html`) shows above a filled form."""
    return {
        "station": station_of(place) if place else None,
        "number": number,
        "qr": _qr(request.build_absolute_uri(back)),
        "back": back,
        "back_label": back_label,
    }


def _qr(address: str) -> SafeString:
    """Opens for whoever is signed in and may see the record; the address alone says nothing."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(omitsize=True, border=1, svgclass=None, lineclass=None))  # noqa: S308 - segno's own
