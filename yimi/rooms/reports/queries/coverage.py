"""Who is reached and who is not: accepted sessions by town, group and field (decision 13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q

from yimi.kernel import clock
from yimi.kernel.periods import Quarter
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import COUNTY
from yimi.rooms.catalogue.models import ItemType
from yimi.rooms.people.models import PersonCategory
from yimi.rooms.people.states import SENSITIVE_CATEGORIES, Category
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level
from yimi.rooms.projects.models import Session, SessionParticipant
from yimi.rooms.reports.queries import tallies
from yimi.rooms.reports.queries.comparison import villages_by_town
from yimi.rooms.reports.rules import ACCEPTED, share


@dataclass
class Town:
    """One town: accepted sessions per field, people reached per group, and how evenly over its villages."""

    code: str
    name: str
    sessions: int = 0
    villages: int = 0
    villages_reached: int = 0
    fields: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)

    @property
    def evenness(self) -> int | None:
        """Share of villages with at least one accepted session, in whole per cent."""
        return share(self.villages_reached, self.villages)


@dataclass(frozen=True)
class Coverage:
    """Rows are towns by name, also those that nobody reached; columns are fields and groups."""

    towns: list[Town]
    fields: list[str]
    groups: list[tuple[str, str]]


def coverage(reach: Reach, quarter: Quarter) -> Coverage:
    """Coverage and evenness of a quarter in the reader's counties; seven queries a county."""
    towns: list[Town] = []
    for county in sorted(reach.counties()):
        towns += _of_county(county, quarter, sensitive=reach.has(*COUNTY))
    fields = sorted({name for town in towns for name in town.fields})
    present = {code for town in towns for code in town.groups}
    groups = [(code, str(label)) for code, label in Category.choices if code in present]
    return Coverage(towns, fields, groups)


def _of_county(county: str, quarter: Quarter, *, sensitive: bool) -> list[Town]:
    accepted = tallies.decided_in(Session.objects.filter(county=county), [county], quarter.bounds()).filter(
        result__in=ACCEPTED
    )
    towns = {
        place.code: Town(place.code, place.name)
        for place in Division.objects.below(county).at(Level.TOWN).current().order_by("name", "code")
    }
    for code, count in villages_by_town(county).items():
        if f"{code}000" in towns:
            towns[f"{code}000"].villages = count
    names = field_of_types()
    rows = accepted.order_by().values("town", "type").annotate(n=Count("pk"))
    for row in rows:
        town = towns.setdefault(row["town"], Town(row["town"], row["town"]))
        town.sessions += row["n"]
        name = names.get(row["type"], row["type"])
        town.fields[name] = town.fields.get(name, 0) + row["n"]
    reached = accepted.order_by().values("town").annotate(n=Count("village", distinct=True))
    for each in reached:
        towns[each["town"]].villages_reached = each["n"]
    for code, category, count in _groups(accepted.values("pk"), sensitive=sensitive):
        towns[code].groups[category] = count
    return sorted(towns.values(), key=lambda town: (town.name, town.code))


def _groups(session_ids: Any, *, sensitive: bool) -> list[tuple[str, str, int]]:
    """(town, category, people) of everybody who came and is registered in a category today."""
    today = clock.today()
    running = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gte=today))
    came = SessionParticipant.objects.filter(session__in=session_ids, person__isnull=False).exclude(
        attended=False
    )
    held = PersonCategory.objects.filter(running, person__in=came.values("person"))
    if not sensitive:
        held = held.exclude(category__in=sorted(SENSITIVE_CATEGORIES))
    categories: dict[int, list[str]] = {}
    for person, category in held.values_list("person", "category").distinct():
        categories.setdefault(person, []).append(category)
    people: dict[tuple[str, str], set[int]] = {}
    for town, person in came.values_list(F("session__town"), "person").distinct():
        for category in categories.get(person, []):
            people.setdefault((town, category), set()).add(person)
    return [(town, category, len(found)) for (town, category), found in people.items()]


def field_of_types() -> dict[str, str]:
    """The service category a type serves first, by the order of the service list (D2)."""
    found: dict[str, str] = {}
    links = ItemType.objects.order_by("order", "item__order").values_list("type", "item__category_name")
    for code, name in links:
        found.setdefault(code, name)
    return found
