"""Language and large type: a cookie for anybody, kept with the account for whoever is signed in."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yimi.rooms.accounts import actions
from yimi.rooms.accounts.models import User

LARGE_TYPE = "large_type"
A_YEAR = 365 * 24 * 3600
R = TypeVar("R", bound=HttpResponseBase)


def remember(response: R, *, language: str | None = None, large_type: bool | None = None) -> R:
    """Write the choice into cookies; None leaves one as it is."""
    keep: dict[str, Any] = {
        "max_age": A_YEAR,
        "secure": settings.SESSION_COOKIE_SECURE,
        "samesite": "Lax",
        "httponly": True,
    }
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **keep)
    if large_type is not None:
        response.set_cookie(LARGE_TYPE, "1" if large_type else "0", **keep)
    return response


def back(request: HttpRequest, otherwise: str = "/") -> str:
    """The page in `next` when it is ours, else another one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted.startswith("/") and ours else otherwise


# No CSRF token on purpose: with one, every public page would set a cookie and no cache could keep it.
# The worst a forged form can do is show this browser larger letters or another language.
@csrf_exempt
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """One tap: larger letters or the other language, back to the same page."""
    large = request.POST.get("large_type")
    return remember(
        HttpResponseRedirect(back(request)),
        language=request.POST.get("language"),
        large_type=None if large is None else large == "1",
    )


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The signed-in person's own settings, kept with the account."""
    if request.method != "POST":
        return render(request, "porch/preferences.html", {"languages": settings.LANGUAGES})
    language = request.POST.get("language")
    language = language if language in dict(settings.LANGUAGES) else None
    large = request.POST.get("large_type") == "1"
    user = cast(User, request.user)
    actions.set_preferences(user=user, language=language, large_type=large, by=user)
    response = HttpResponseRedirect(f"{reverse('porch:preferences')}?saved=1")
    return remember(response, language=language, large_type=large)
