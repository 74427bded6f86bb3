"""What the colours of a town promise in visits a month, against what its people can do (D6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.db.models.functions import Left

from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import STATION, VILLAGE
from yimi.rooms.care.models import Tally
from yimi.rooms.care.rules import capacity
from yimi.rooms.care.rules.capacity import Promise
from yimi.rooms.care.rules.windows import PERIODS
from yimi.rooms.care.states import Colour
from yimi.rooms.network.models import Assignment
from yimi.rooms.places.models import Division

TOWN_DIGITS = 9
Moves = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Load:
    """One town, or several together: people by colour, what they are promised, what can be done a month."""

    name: str
    people: Mapping[str, int]
    promise: Promise
    station: int
    village: int
    can: int

    @property
    def share(self) -> int | None:
        return capacity.share(self.promise.a_month, self.can)

    @property
    def is_over(self) -> bool:
        return self.promise.a_month > self.can


def contacts() -> dict[str, int]:
    """How many contacts in each period of a colour, as the figures have it today."""
    return {colour: figure(key) for colour, (key, _period) in PERIODS.items()}


def by_town(reach: Reach) -> list[Load]:
    """Every town of one's area in which somebody has a colour, by code; three queries and the figures."""
    people: dict[str, Counter[str]] = {}
    rows = Tally.objects.visible_to(reach).filter(kind__in=Colour.values)
    placed = rows.annotate(place=Left("division", TOWN_DIGITS)).values_list("place", "kind")
    for town, kind, number in placed.annotate(n=Sum("number")).order_by():
        people.setdefault(town, Counter())[kind] = number
    return _loads({town: each for town, each in people.items() if any(each.values())})


def of_town(code: str, reach: Reach) -> Load | None:
    """The town of this division, as far as the asker answers for it."""
    town = code[:TOWN_DIGITS]
    return next((each for each in by_town_code(reach, [town])), None)


def by_town_code(reach: Reach, towns: Iterable[str]) -> list[Load]:
    people: dict[str, Counter[str]] = {town: Counter() for town in towns}
    rows = Tally.objects.visible_to(reach).filter(kind__in=Colour.values)
    for town, found in people.items():
        mine = rows.filter(division__code__startswith=town).values_list("kind")
        found.update(dict(mine.annotate(n=Sum("number")).order_by()))
    return _loads(people)


def together(loads: Iterable[Load], name: str) -> Load:
    """Several towns as one."""
    found = list(loads)
    people: Counter[str] = Counter()
    for each in found:
        people.update(each.people)
    return Load(
        name, people, capacity.promised(people, contacts()), sum(each.station for each in found),
        sum(each.village for each in found), sum(each.can for each in found),
    )  # fmt: skip


def after(load: Load, moves: Moves) -> Load:
    """The same town once these people changed their colour."""
    people = capacity.moved(load.people, moves)
    promise = capacity.promised(people, contacts())
    return Load(load.name, people, promise, load.station, load.village, load.can)


def _loads(people: Mapping[str, Counter[str]]) -> list[Load]:
    hands, each_time = _hands(people), contacts()
    codes = [f"{town:0<12}" for town in people]
    names = dict(Division.objects.filter(code__in=codes).values_list("code", "name"))
    station_can, village_can = figure("capacity_station_month"), figure("capacity_village_month")
    found = []
    for town, held in sorted(people.items()):
        station, village = hands.get((town, True), 0), hands.get((town, False), 0)
        can = station * station_can + village * village_can
        promise = capacity.promised(held, each_time)
        found.append(Load(names.get(f"{town:0<12}", town), held, promise, station, village, can))
    return found


def _hands(towns: Iterable[str]) -> dict[tuple[str, bool], int]:
    """{(town, of the station?): how many people serve there today}."""
    serving = Assignment.objects.current(clock.today()).filter(
        role__in=[*STATION, *VILLAGE], user__is_active=True
    )
    rows = serving.annotate(place=Left("division", TOWN_DIGITS)).filter(place__in=list(towns))
    found: Counter[tuple[str, bool]] = Counter()
    counted = rows.values_list("place", "role").annotate(n=Count("user", distinct=True))
    for town, role, number in counted.order_by():
        found[town, role in STATION] += number
    return found
