"""A village in numbers: who lives there, who is entitled to what, whom nobody has put into a household (A1-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import COUNTY, STATION
from yimi.rooms.people.models import Household, Person, PersonCategory, SurveyRound
from yimi.rooms.people.queries.surveys import Covered, coverage
from yimi.rooms.people.rules import MAJORITY
from yimi.rooms.people.states import SENSITIVE_CATEGORIES, Category, RoundState
from yimi.rooms.places.rules import stem_of

ELDER = 60
ROUNDS = 12  # the newest rounds of a county; an older one says nothing about today


@dataclass(frozen=True)
class Peopled:
    """One place: the village itself, or a natural village of it."""

    division_id: str
    people: int
    children: int
    elders: int
    homeless: int  # filed, and in no household yet
    households: int


@dataclass(frozen=True)
class Held:
    """How many hold a category today, and how many of these entries nobody has confirmed."""

    category: Category
    people: int
    waiting: int


def peopled(reach: Reach, stem: str) -> dict[str, Peopled]:
    """By division at or below `stem`; two queries along indexes."""
    today = clock.today()
    rows = (
        Person.objects.visible_to(reach)
        .present()
        .in_area(stem)
        .values("division_id")
        .annotate(
            people=Count("pk"),
            children=Count("pk", filter=Q(birth_date__gt=_years_before(today, MAJORITY))),
            elders=Count("pk", filter=Q(birth_date__lte=_years_before(today, ELDER))),
            homeless=Count("pk", filter=Q(household=None)),
        )
        .order_by()
    )
    found: dict[str, dict[str, Any]] = {each["division_id"]: dict(each) for each in rows}
    homes = dict(
        Household.objects.visible_to(reach)
        .filter(division__code__startswith=stem)
        .values_list("division_id")
        .annotate(Count("pk"))
        .order_by()
    )
    none = {"people": 0, "children": 0, "elders": 0, "homeless": 0}
    return {
        code: Peopled(**none | found.get(code, {}) | {"division_id": code, "households": homes.get(code, 0)})
        for code in sorted({*found, *homes})
    }


def held_there(reach: Reach, stem: str) -> list[Held]:
    """Categories that hold today in a place, the most frequent first; patients as in `running_categories`."""
    today = clock.today()
    rows = PersonCategory.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        valid_from__lte=today,
        person__in=Person.objects.visible_to(reach).present().in_area(stem).values("pk"),
    )
    if not reach.has(*STATION, *COUNTY):
        rows = rows.exclude(category__in=SENSITIVE_CATEGORIES)
    counts = rows.values("category").annotate(
        people=Count("person", distinct=True), waiting=Count("pk", filter=Q(confirmed_at=None))
    )
    return [
        Held(Category(each["category"]), each["people"], each["waiting"])
        for each in counts.order_by("-people", "category")
    ]


def homeless(reach: Reach, stem: str) -> list[Person]:
    """The first twenty of those who are filed and in no household."""
    rows = Person.objects.visible_to(reach).present().in_area(stem).filter(household=None)
    return list(rows.only("pk", "name", "division_id").order_by("division_id", "pk")[:20])


def round_of(reach: Reach, stem: str) -> tuple[SurveyRound, Covered] | None:
    """The newest round that goes through this place, a running one first, and how far it has come here."""
    rounds = [
        each
        for each in SurveyRound.objects.visible_to(reach)
        .filter(county=stem[:6])
        .select_related("division")
        .order_by("-pk")[:ROUNDS]
        if stem.startswith(stem_of(each.division_id))
    ]
    found = min(rounds, key=lambda each: each.state != RoundState.OPEN, default=None)
    if found is None:
        return None
    parts = coverage(reach, found, stem)
    return found, Covered(
        stem,
        found.title,
        sum(each.total for each in parts),
        sum(each.done for each in parts),
        sum(each.excused for each in parts),
    )


def _years_before(day: date, years: int) -> date:
    """Whoever was born later is younger than `years`."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
