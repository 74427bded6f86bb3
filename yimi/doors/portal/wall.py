"""The wall of accepted sessions: photographs first, then what was done, then what people said."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from yimi.doors.porch.files import Sent, send
from yimi.doors.portal.pages import TEN_MINUTES, county, readable
from yimi.rooms.public import queries


@readable
def home(request: HttpRequest) -> HttpResponseBase:
    """The newest sessions; a filter value that is not on the wall counts as none."""
    choices = queries.wall_choices(county())
    chosen = {
        "town": _known(request, "town", choices.towns),
        "type_code": _known(request, "type", [code for code, _name in choices.types]),
        "month": _known(request, "month", [str(month) for month in choices.months]),
    }
    entries, after = queries.page_of(queries.wall(county(), **chosen), request.GET.get("after", ""))
    context = {
        "entries": entries,
        "after": after,
        "choices": choices,
        "chosen": chosen,
        "filtered": any(chosen.values()),
    }
    return render(request, "portal/home.html", context)


def _known(request: HttpRequest, name: str, values: list[str]) -> str:
    value = request.GET.get(name, "")
    return value if value in values else ""


@readable
def entry(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = queries.entry(slug)
    if found is None:
        raise Http404
    pictures = sorted(found.pictures.all(), key=lambda each: each.order)
    context = {
        "entry": found,
        "photos": [each for each in pictures if each.kind == "photo"],
        "clips": [each for each in pictures if each.kind == "clip"],
    }
    return render(request, "portal/entry.html", context)


@readable
def picture(request: HttpRequest, picture_id: int) -> HttpResponseBase:
    return _send(request, picture_id, poster=False)


@readable
def poster(request: HttpRequest, picture_id: int) -> HttpResponseBase:
    return _send(request, picture_id, poster=True)


def _send(request: HttpRequest, picture_id: int, *, poster: bool) -> HttpResponseBase:
    """Ten minutes in caches: a withdrawn picture is gone everywhere soon after."""
    file = queries.picture_file(picture_id, poster=poster)
    if file is None:
        raise Http404
    response = send(request, Sent(file))
    patch_cache_control(response, public=True, max_age=TEN_MINUTES)
    return response
