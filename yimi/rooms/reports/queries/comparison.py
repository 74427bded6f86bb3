"""Stations, themes and fields side by side. Outcomes are compared, people never (mission: two faces).

Rows are ordered by name, not by score: the reader compares, the page does not rank.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from yimi.kernel.periods import Quarter
from yimi.kernel.reach import Reach
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level
from yimi.rooms.projects.models import Session, Theme
from yimi.rooms.reports.queries import tallies
from yimi.rooms.reports.queries.bulletin import stations_in
from yimi.rooms.reports.queries.tallies import Decided, Voices
from yimi.rooms.reports.rules import ACCEPTED, share, tenths
from yimi.rooms.review.queries import with_verdict

TOWN_DIGITS = 9


@dataclass(frozen=True)
class Outcome:
    """What one station reached: counts, shares in whole per cent, satisfaction in tenths with its sample."""

    station_id: int
    name: str
    submitted: int
    accepted: int
    people: int
    fen: int
    returned: int
    return_rate: int | None
    satisfaction: int | None
    satisfaction_n: int
    villages_reached: int
    villages: int
    variant: str = ""
    lessons: str = ""

    @property
    def evenness(self) -> int | None:
        """The share of the town's villages that had at least one accepted session."""
        return share(self.villages_reached, self.villages)


def compare_stations(reach: Reach, quarter: Quarter) -> list[Outcome]:
    """Every station of the reader's counties in a quarter, by name; seven queries a county (A4-17)."""
    return [row for county in sorted(reach.counties()) for row in _compare(county, quarter)]


def _compare(county: str, quarter: Quarter) -> list[Outcome]:
    span = quarter.bounds()
    sessions = Session.objects.filter(county=county)
    submitted = tallies.submitted_by("station", sessions, span)
    decided = tallies.decided_by("station", sessions, county, span)
    returned = tallies.returned_by("station", county, span)
    voices = tallies.voices_by("station", county, span)
    reached = villages_reached(tallies.decided_in(sessions, [county], span))
    villages = villages_by_town(county)
    rows = []
    for house in stations_in(county, {*submitted, *decided}):
        town = house.division_id[:TOWN_DIGITS]
        heard = voices.get(house.pk, Voices())
        paid = [decided.get(house.pk, {}).get(result, Decided()) for result in ACCEPTED]
        rows.append(
            Outcome(
                station_id=house.pk,
                name=house.name,
                submitted=submitted.get(house.pk, 0),
                accepted=sum(each.sessions for each in paid),
                people=sum(each.people for each in paid),
                fen=sum(each.fen for each in paid),
                returned=returned.get(house.pk, 0),
                return_rate=share(returned.get(house.pk, 0), submitted.get(house.pk, 0)),
                satisfaction=tenths(heard.satisfaction_sum, heard.satisfaction_n),
                satisfaction_n=heard.satisfaction_n,
                villages_reached=reached.get(house.pk, 0),
                villages=villages.get(town, 0),
            )
        )
    return rows


def compare_theme(theme: Theme) -> list[Outcome]:
    """The stations that joined a theme, by name, each with its variant and its results so far (A4-17)."""
    variants = list(theme.variants.select_related("station__division").order_by("station__name", "pk"))
    sessions = Session.objects.filter(county=theme.county, theme=theme)
    always = _always()
    submitted = tallies.submitted_by("station", sessions, always)
    decided = tallies.decided_by("station", sessions, theme.county, always)
    returned = _returned_of(theme)
    voices = tallies.voices_by("station", theme.county, always, Q(session__theme=theme))
    reached = villages_reached(with_verdict(sessions))
    villages = villages_by_town(theme.county)
    rows = []
    for each in variants:
        heard = voices.get(each.station_id, Voices())
        paid = [decided.get(each.station_id, {}).get(result, Decided()) for result in ACCEPTED]
        rows.append(
            Outcome(
                station_id=each.station_id,
                name=each.station.name,
                submitted=submitted.get(each.station_id, 0),
                accepted=sum(one.sessions for one in paid),
                people=sum(one.people for one in paid),
                fen=sum(one.fen for one in paid),
                returned=returned.get(each.station_id, 0),
                return_rate=share(returned.get(each.station_id, 0), submitted.get(each.station_id, 0)),
                satisfaction=tenths(heard.satisfaction_sum, heard.satisfaction_n),
                satisfaction_n=heard.satisfaction_n,
                villages_reached=reached.get(each.station_id, 0),
                villages=villages.get(each.station.division_id[:TOWN_DIGITS], 0),
                variant=each.variant,
                lessons=each.lessons,
            )
        )
    return rows


def _always() -> tallies.Span:
    return Quarter(2000, 1).bounds()[0], Quarter(2199, 4).bounds()[1]


def _returned_of(theme: Theme) -> dict[int, int]:
    rows = (
        tallies.returns_in([theme.county], _always())
        .filter(session__theme=theme)
        .order_by()
        .values("session__station")
        .annotate(n=Count("session", distinct=True))
    )
    return {row["session__station"]: row["n"] for row in rows}


def villages_reached(decided: QuerySet[Any]) -> dict[int, int]:
    """Villages with an accepted session per station, in one query."""
    rows = (
        decided.filter(result__in=ACCEPTED)
        .order_by()
        .values("station")
        .annotate(n=Count("village", distinct=True))
    )
    return {row["station"]: row["n"] for row in rows}


def villages_by_town(county: str) -> dict[str, int]:
    """How many villages and communities each town has, by the first nine digits of its code."""
    rows = (
        Division.objects.below(county)
        .at(Level.VILLAGE)
        .current()
        .order_by()
        .annotate(town=Substr("code", 1, TOWN_DIGITS))
        .values("town")
        .annotate(n=Count("pk"))
    )
    found: dict[str, int] = defaultdict(int)
    found.update({row["town"]: row["n"] for row in rows})
    return found
