"""What the page of one village shows: numbers clear, nobody missed (A1-01). Each figure leads to its rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from yimi.doors.desk.asked import Asked
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.care.models import Window
from yimi.rooms.care.models.scope import RESPONSIBLE
from yimi.rooms.care.queries import alerts
from yimi.rooms.care.queries.tallies import summed, tallied
from yimi.rooms.care.states import Colour, Counted
from yimi.rooms.network import queries as network
from yimi.rooms.network.actions.posts import NAMERS
from yimi.rooms.network.models import VillagePost
from yimi.rooms.people.access import KEEPERS
from yimi.rooms.people.models import SURVEYORS
from yimi.rooms.people.queries import surveys, villages
from yimi.rooms.places.models import Division
from yimi.rooms.places.rules import stem_of
from yimi.rooms.places.states import Level
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.states import SessionState

FEW = 6  # of each list; the figure above it leads to all of them
HELD = (SessionState.DELIVERED, SessionState.SUBMITTED)
SHOWN = ("title", "state", "starts_at", "type__name", "type__name_en")


def context(request: Asked, place: Division) -> dict[str, Any]:
    reach, stem = request.reach, stem_of(place.code)
    return {
        "place": place,
        "is_village": place.level == Level.VILLAGE,
        "today": clock.today(),
        "may_keep": reach.covers(place.code, *KEEPERS),
        "held": villages.held_there(reach, stem),
        **_people(reach, place, stem),
        **_survey(reach, stem),
        **_care(reach, place, stem),
        **_sessions(reach, place),
        **_answering(reach, place, stem),
    }


def _people(reach: Reach, place: Division, stem: str) -> dict[str, Any]:
    found = villages.peopled(reach, stem)
    below = Division.objects.current().filter(parent=place).order_by("code")
    parts = list(found.values())
    whole = {
        name: sum(getattr(each, name) for each in parts)
        for name in ("people", "children", "elders", "homeless", "households")
    }
    return {
        "whole": whole,
        "hamlets": [(each, found.get(each.code)) for each in below],
        "homeless": villages.homeless(reach, stem) if whole["homeless"] else [],
    }


def _survey(reach: Reach, stem: str) -> dict[str, Any]:
    """How far the newest round has come here, and the first of those nobody was met in."""
    found = villages.round_of(reach, stem) if reach.has(*SURVEYORS) else None
    if found is None:
        return {"survey": None}
    survey, covered = found
    red = list(surveys.red_list(reach, survey, stem).order_by("pk")[:FEW]) if covered.left else []
    people = surveys.members_by_form(red)
    return {
        "survey": survey,
        "covered": covered,
        "red": [(form, people.get(form.pk, [])) for form in red],
    }


def _care(reach: Reach, place: Division, stem: str) -> dict[str, Any]:
    """Colours, alerts and overdue visits: of those responsible, and of nobody else."""
    if not reach.covers(place.code, *RESPONSIBLE):
        return {"responsible": False}
    counted = summed(tallied(reach, stem=stem))
    live = alerts.live(reach).filter(division__code__startswith=stem)
    late = Window.objects.visible_to(reach).open().overdue(clock.today())
    late = late.filter(division__code__startswith=stem).select_related("standing__person", "standing__worker")
    return {
        "responsible": True,
        "colours": [(each, counted[each.value]) for each in Colour],
        "lacking": counted[Counted.LACKING],
        "overdue": counted[Counted.LATE],
        "late": list(late.order_by("closes_on", "pk")[:FEW]) if counted[Counted.LATE] else [],
        "open_alerts": live.count(),
        "alerts": list(live[:FEW]),
        "now": clock.now(),
    }


def _sessions(reach: Reach, place: Division) -> dict[str, Any]:
    """Sessions are held in a village, never in one of its groups."""
    if place.level != Level.VILLAGE:
        return {"sessions": [], "sessions_held": 0}
    rows = Session.objects.visible_to(reach).filter(village=place)
    year = Q(starts_at__date__gte=date(clock.today().year, 1, 1), state__in=HELD)
    shown = rows.select_related("type").only(*SHOWN).order_by("-starts_at", "-pk")[:FEW]
    return {"sessions": list(shown), "sessions_held": rows.filter(year).count()}


def _answering(reach: Reach, place: Division, stem: str) -> dict[str, Any]:
    """Who answers for this place: committee and station with their people, child directors, love mothers."""
    posts = VillagePost.objects.visible_to(reach).running().filter(division__code__startswith=stem)
    committee, station = network.village_committee_of(place.code), network.station_of(place.code)
    return {
        "committee": committee,
        "members": list(network.staff_of(committee.pk)) if committee else [],
        "station": station,
        "posts": list(posts.select_related("division").order_by("division_id", "post", "pk")),
        "may_name": reach.covers(place.code, *NAMERS),
    }
