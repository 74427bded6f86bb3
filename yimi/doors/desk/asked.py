"""What a desk page is asked with: somebody signed in, and how far their hands go."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User


class Asked(HttpRequest):
    """The request as the middleware hands it to a view behind /desk/."""

    reach: Reach
    user: User
    htmx: HtmxDetails
