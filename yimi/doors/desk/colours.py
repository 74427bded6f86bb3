"""Who stands how, and who waits for a look. For those responsible only (E14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.paging import ascending, newest
from yimi.doors.desk.villages import by_town, stem_or_nothing, towns_and_villages
from yimi.kernel.reach import Reach
from yimi.rooms.care.models import Assessment, Standing
from yimi.rooms.care.models.scope import RESPONSIBLE
from yimi.rooms.care.queries import colours as queries
from yimi.rooms.care.queries.tallies import summed, tallied
from yimi.rooms.care.states import Colour, Counted
from yimi.rooms.people.models import Person
from yimi.rooms.projects.queries import Page


@dataclass(frozen=True)
class Line:
    """One person of the list, whatever they wait for."""

    person: Person
    standing: Standing | None = None
    proposal: Assessment | None = None


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    count: int
    colour: Colour | None = None


def colours(request: Asked) -> HttpResponse:
    """Tabs: what waits for a person's decision first, then each colour, the gravest first."""
    reach = only_for(request, *RESPONSIBLE)
    tabs = _tabs(reach)
    asked = request.GET.get("show", "")
    here = next((each for each in tabs if each.key == asked), None) or _first(tabs)
    stem = request.GET.get("village", "")
    found = _page(here, reach, stem_or_nothing(stem) if stem else "", request.GET.get("after", ""))
    context = {
        "tabs": tabs,
        "here": here,
        "lines": found.rows,
        "after": found.next,
        "village": stem,
        "towns": by_town(towns_and_villages(reach, *RESPONSIBLE)),
    }
    return render(request, "desk/care/colours.html", context)


def _tabs(reach: Reach) -> list[Tab]:
    found = summed(tallied(reach))
    return [
        Tab("waiting", _("待确认"), queries.proposals(reach).count()),
        Tab("unassessed", _("待评估"), found[Counted.LACKING]),
        Tab("again", _("该复评"), found[Counted.AGAIN]),
        *(Tab(each.value, str(each.label), found[each.value], each) for each in Colour),
    ]


def _first(tabs: list[Tab]) -> Tab:
    return next((each for each in tabs if each.count), tabs[0])


def _page(tab: Tab, reach: Reach, stem: str, after: str) -> Page[Any]:
    if tab.key == "waiting":
        proposals = queries.proposals(reach).filter(person__division__code__startswith=stem)
        waiting = newest(proposals.select_related("person__division", "sheet"), after)
        return Page([Line(each.person, proposal=each) for each in waiting.rows], waiting.next)
    if tab.key == "unassessed":
        people = queries.unassessed(reach).filter(division__code__startswith=stem)
        missed = ascending(people.select_related("person__division"), after, by="division_id")
        return Page([Line(each.person) for each in missed.rows], missed.next)
    rows = Standing.objects.visible_to(reach).present()
    standings = queries.due_again(reach) if tab.colour is None else rows.filter(colour=tab.colour)
    if stem:
        standings = standings.filter(division__code__startswith=stem)
    shown = newest(standings.select_related("person__division", "assessment__sheet", "worker"), after)
    return Page([Line(each.person, standing=each) for each in shown.rows], shown.next)


urlpatterns = [path("colours/", colours, name="colours")]
