"""Where one can go: each door offers its places, the layout shows those of the asker's roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language

from yimi.kernel.reach import Reach


@dataclass(frozen=True)
class Place:
    """One entry of the menu. No roles: for everybody with any. `thumb`: also in the phone's bottom bar."""

    label: str | Promise
    url_name: str
    icon: str
    roles: frozenset[str] = field(default_factory=frozenset)
    group: str | Promise = ""
    thumb: bool | frozenset[str] = False
    # how many things wait there, shown beside the label; asked once a page
    count: Callable[[Reach], int] | None = None
    # addresses of pages that belong here and begin otherwise
    also: tuple[str, ...] = ()

    def url(self) -> str:
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""

    def at_the_thumb(self, roles: frozenset[str]) -> bool:
        return self.thumb if isinstance(self.thumb, bool) else bool(roles & self.thumb)


_places: list[Place] = []
FIRST_PAGES = ("/", "/desk/")


def offer(places: Iterable[Place]) -> None:
    """Add places to the menu, in this order; a door calls it once from its `urls.py`."""
    known = {place.url_name for place in _places}
    _places.extend(place for place in places if place.url_name not in known)


@dataclass(frozen=True)
class Shown:
    """A place on this page: where it leads, and whether we are there."""

    label: str
    url: str
    icon: str
    group: str
    thumb: bool
    here: bool
    count: int = 0


def places_for(request: HttpRequest, reach: Reach) -> list[Shown]:
    """The asker's menu; the longest address that begins this page's address is where we are."""
    roles = frozenset(hat.role for hat in reach.hats)
    mine = _open_to(roles, get_language() or "", (id(_places), len(_places)))
    here = _here(request.path, mine)
    return [
        replace(shown, here=shown.url == here, count=place.count(reach) if place.count else 0)
        if place.count or shown.url == here
        else shown
        for place, shown in mine
    ]


def _here(path: str, mine: Iterable[tuple[Place, Shown]]) -> str:
    """The place whose address, or one of what belongs `also` to it, begins this one the longest; a door's first page,
    whose address begins all of them, is only itself."""
    begins = {
        begin: shown.url
        for place, shown in mine
        for begin in (shown.url, *place.also)
        if path.startswith(begin) and (begin not in FIRST_PAGES or begin == path)
    }
    return begins[max(begins, key=len)] if begins else ""


@lru_cache(maxsize=200)
def _open_to(
    roles: frozenset[str], language: str, offered: tuple[int, int]
) -> tuple[tuple[Place, Shown], ...]:
    """What people of these roles are shown in a language: the same for every page, so it is made once."""
    mine = [place for place in _places if roles and (not place.roles or roles & place.roles)]
    return tuple(
        (
            place,
            Shown(str(place.label), url, place.icon, str(place.group), place.at_the_thumb(roles), here=False),
        )
        for place in mine
        if (url := place.url())
    )
