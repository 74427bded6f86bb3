"""`house` in every template: county, banner, language, large type and the asker's menu. All of it lazy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from yimi.doors.porch.demo_clock import STEPS
from yimi.doors.porch.navigation import Shown, places_for
from yimi.doors.porch.preferences import LARGE_TYPE
from yimi.kernel import clock
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.states import OrganisationKind
from yimi.rooms.places.models import Division

KEEP_SECONDS = 60


class House:
    """What the layout needs; a page that shows none of it asks the database for nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def demo(self) -> bool:
        """Shows the permanent banner 「演示数据」 (decision 20)."""
        return settings.DEMO

    @property
    def demo_now(self) -> datetime:
        return clock.now()

    @property
    def demo_steps(self) -> list[tuple[str, str]]:
        """How far the demonstration's clock may be put forward, in words."""
        return [(name, str(label)) for name, label in STEPS.items()]

    @property
    def large_type(self) -> bool:
        return self._request.COOKIES.get(LARGE_TYPE) == "1"

    @property
    def languages(self) -> list[tuple[str, str]]:
        return settings.LANGUAGES

    @cached_property
    def _office(self) -> dict[str, str]:
        """The county's name and its bureau, remembered for a minute."""
        key = f"porch.office.{settings.COUNTY}"
        office: dict[str, str] | None = cache.get(key)
        if office is None:
            office = _office()
            cache.set(key, office, KEEP_SECONDS)
        return office

    @property
    def county(self) -> str:
        return self._office["county"]

    @property
    def bureau(self) -> str:
        return self._office["bureau"]

    @property
    def phone(self) -> str:
        """The number that is visible on every public page."""
        return self._office["phone"]

    @cached_property
    def places(self) -> list[Shown]:
        return places_for(self._request, self._request.reach)  # type: ignore[attr-defined]

    @cached_property
    def thumb_places(self) -> list[Shown]:
        """The four places of the phone's bottom bar; the fifth button opens the whole menu."""
        return [place for place in self.places if place.thumb][:4]

    @cached_property
    def menu(self) -> SafeString:
        """The whole menu, drawn once: it stands at the side and in the phone's dialog."""
        return mark_safe(render_to_string("porch/parts/nav.html", {"house": self}))  # noqa: S308  (our own template)

    @cached_property
    def hats(self) -> list[str]:
        """The asker's roles in words, each once."""
        from yimi.rooms.accounts.states import Role

        reach = self._request.reach  # type: ignore[attr-defined]
        return list(dict.fromkeys(str(Role(hat.role).label) for hat in reach.hats))


def _office() -> dict[str, str]:
    named = (
        Division.objects.filter(code__startswith=settings.COUNTY, level=3)
        .values_list("name", flat=True)
        .first()
    )
    bureau = (
        Organisation.objects.filter(county=settings.COUNTY, kind=OrganisationKind.BUREAU)
        .order_by("pk")
        .first()
    )
    return {
        "county": named or settings.COUNTY,
        "bureau": bureau.name if bureau else "",
        "phone": bureau.phone if bureau else "",
    }


def house(request: HttpRequest) -> dict[str, Any]:
    return {"house": House(request)}
