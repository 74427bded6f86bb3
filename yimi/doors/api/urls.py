"""The interface for the field client: whatever happens below /api/, the answer is JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_safe
from ninja import NinjaAPI

from yimi.doors.api import clips, problems, tickets, tus
from yimi.doors.api.interface import api, describe

JSON_BYTES = 256 * 1024  # uploads measure themselves; nothing else a phone says is longer
View = Callable[..., HttpResponseBase]


def spoken(view: View) -> View:
    """Answers of the framework itself (no such page, no such method, too long) become problem documents."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        upload = request.content_type in ("multipart/form-data", "application/offset+octet-stream")
        try:
            too_long = not upload and length.isdecimal() and int(length) > JSON_BYTES
            response = problems.too_large(request) if too_long else view(request, *args, **kwargs)
        except Http404:
            response = problems.not_found(request)
        if response.status_code == 405 and response.headers["Content-Type"] != problems.MEDIA_TYPE:
            response = problems.not_allowed(request, response.headers["Allow"])
        response["Cache-Control"] = "no-store"
        if request.path.startswith("/api/uploads"):
            response["Tus-Resumable"] = tus.VERSION
        if "DPoP" in request.headers:
            response["DPoP-Nonce"] = tickets.fresh()
        return response

    return answered


def nowhere(request: HttpRequest) -> HttpResponse:
    return problems.not_found(request)


def patterns_of(interface: NinjaAPI) -> list[URLPattern]:
    """The interface's own addresses, each wrapped, and an honest 404 for every other one."""
    found = cast(list[URLPattern], interface.urls[0])
    return [
        path(
            "openapi.json",
            spoken(csrf_exempt(require_GET(describe))),
            {"interface": interface},
            name="openapi",
        ),
        path("clips/<str:ticket>", spoken(require_safe(clips.stream)), name="clip"),
        *(
            URLPattern(each.pattern, spoken(cast(View, each.callback)), each.default_args, each.name)
            for each in found
        ),
        re_path(r"", spoken(csrf_exempt(nowhere)), name="nowhere"),
    ]


urlpatterns = [path("", (patterns_of(api), "ninja", "api"))]
