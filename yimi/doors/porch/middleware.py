"""What every request passes on its way in: signed in? how far may they see? only reading? a refusal?"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from yimi.doors.porch import refusals, second_factor
from yimi.kernel import clock
from yimi.kernel.asking import asking
from yimi.kernel.errors import Refusal
from yimi.kernel.reach import Reach
from yimi.kernel.readonly import reading
from yimi.rooms.network import queries

Next = Callable[[HttpRequest], HttpResponse]

GUARDED = ("/desk/", "/files/")
LAST_SEEN = "last_seen"
# The session row is rewritten at most this often, not with every click.
SEEN_EVERY_SECONDS = 60


def _reach(request: HttpRequest) -> Reach:
    """Asked at most once a request, by the sign-in check or by the page."""
    known = getattr(request, "_known_reach", None)
    if known is None:
        known = queries.reach(request.user) if request.user.is_authenticated else Reach.nothing()
        request._known_reach = known  # type: ignore[attr-defined]
    return known


class ReachMiddleware:
    """`request.reach`: how far the asker's hands go, worked out when a page first asks for it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reach = SimpleLazyObject(lambda: _reach(request))  # type: ignore[attr-defined]
        with asking():
            return self.get_response(request)


class SignInMiddleware:
    """Behind /desk/ and /files/: signed in, not idle too long, second factor shown where the role asks."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(GUARDED):
            turned_away = self._at_the_door(request)
            if turned_away:
                return turned_away
        return self.get_response(request)

    def _at_the_door(self, request: HttpRequest) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return self._send(request, settings.LOGIN_URL)
        if self._idle_too_long(request):
            logout(request)
            return self._send(request, settings.LOGIN_URL, idle="1")
        wanted = second_factor.still_wanted(request, _reach(request))
        return self._send(request, reverse(wanted)) if wanted else None

    def _idle_too_long(self, request: HttpRequest) -> bool:
        now = int(clock.now().timestamp())
        seen = request.session.get(LAST_SEEN, now)
        # abs: a demo clock that runs backwards must not keep a session open for ever
        if abs(now - seen) > settings.SESSION_IDLE_SECONDS:
            return True
        if now - seen >= SEEN_EVERY_SECONDS or LAST_SEEN not in request.session:
            request.session[LAST_SEEN] = now
        return False

    def _send(self, request: HttpRequest, where: str, **query: str) -> HttpResponse:
        here = request.get_full_path() if request.method in ("GET", "HEAD") else "/desk/"
        # next is where the browser stands, which for an htmx part is the page around it
        part = getattr(request, "htmx", None)
        if part:
            here = part.current_url_abs_path or "/desk/"
        target = f"{where}?{urlencode({'next': here, **query})}"
        if part:
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = target
            return answer
        return HttpResponseRedirect(target)


class ReadOnlyMiddleware:
    """A GET cannot write (house law 3): view and template run in a read-only transaction."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with reading():
            return self.get_response(request)


class RefusalMiddleware:
    """An expected "no" becomes a page, or a toast for htmx, with its one sentence; never a 500."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusals.answer(request, exception) if isinstance(exception, Refusal) else None
