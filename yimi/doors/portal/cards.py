"""What somebody sees who scans a service card without being asked to: where a found one belongs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from yimi.doors.portal.pages import readable


@readable
def found_card(request: HttpRequest) -> HttpResponseBase:
    """The same for every card: the code stands behind the address's `#` and never comes here."""
    return render(request, "portal/found_card.html")
