"""What every public page has in common: caches may keep it for a minute, and it belongs to one county."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from yimi.kernel.action import System

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
# Nobody is signed in here: what a resident sends is written down by the portal itself.
PORTAL = System("portal")
A_MINUTE = 60
TEN_MINUTES = 600


def readable(view: View[P]) -> View[P]:
    """A page for reading: the same for everybody but for language and large type."""

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, public=True, max_age=A_MINUTE)
            patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    return cast("View[P]", wrapped)


def county() -> str:
    return settings.COUNTY


def address_of(request: HttpRequest) -> str:
    """The network address, for the hourly limit only; behind our proxy in production, what it saw."""
    seen = request.headers.get("X-Forwarded-For", "") if settings.PRODUCTION else ""
    return seen.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")
