"""Finding people of the register while writing an order or a list, without leaving the page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.villages import stem_or_nothing
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.kernel.readonly import reading
from yimi.rooms.accounts.states import STATION, VILLAGE
from yimi.rooms.people import queries
from yimi.rooms.people.models import Person
from yimi.rooms.projects.models import SessionParticipant
from yimi.rooms.projects.queries import consent_reminder

LOCAL = (*STATION, *VILLAGE)
ELDER = 60
MOST = 30


@dataclass
class Picked:
    """People already ticked, and those offered to tick."""

    chosen: list[Person] = field(default_factory=list)
    found: list[Person] = field(default_factory=list)
    asked: str = ""

    @property
    def reminder(self) -> str | None:
        return consent_reminder(self.chosen)


class PersonsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Ticked people; those outside the reach are no valid choice."""

    def __init__(self, reach: Reach, **kwargs: Any) -> None:
        super().__init__(Person.objects.visible_to(reach).present(), **{"required": False, **kwargs})


def offer(
    reach: Reach, *, village: str, asked: str = "", ticked: Collection[str] = (), session: str = ""
) -> Picked:
    """Who is ticked; then who was searched for, or the elders of the village, the eldest first.

    Whoever is on the list of `session` already is not offered again.
    """
    if not reach.has(*LOCAL):
        return Picked(asked=asked)
    ids = [int(each) for each in ticked if each.isdecimal() and len(each) < 19]
    people = Person.objects.visible_to(reach).present().select_related("division")
    listed = (
        SessionParticipant.objects.filter(session=int(session), person__isnull=False).values("person")
        if session.isdecimal() and len(session) < 19
        else None
    )
    chosen = list(people.filter(pk__in=ids).order_by("pk")) if ids else []
    if asked.strip():
        found = queries.search(reach, asked).exclude(pk__in=ids).order_by(F("ranked"), "pk")
    elif village:
        here = people.filter(division__code__startswith=stem_or_nothing(village))
        found = here.filter(birth_date__lte=_years_ago(ELDER)).exclude(pk__in=ids).order_by("birth_date")
    else:
        found = people.none()
    if listed is not None:
        found = found.exclude(pk__in=listed)
    return Picked(chosen, list(found[:MOST]), asked)


def _years_ago(years: int) -> date:
    today = clock.today()
    return today.replace(year=today.year - years, day=min(today.day, 28))


@require_POST
def picker(request: Asked) -> HttpResponse:
    """The part of the page that lists people; asked again at every letter. A POST that only reads: see people."""
    with reading():
        picked = offer(
            request.reach,
            village=request.POST.get("division", ""),
            asked=request.POST.get("q", ""),
            ticked=request.POST.getlist("persons"),
            session=request.POST.get("session", ""),
        )
        return render(request, "desk/picker/people.html", {"picked": picked, "today": clock.today()})


urlpatterns = [path("picker/people/", picker, name="picker")]
