"""Today's walk of one worker: whom to meet first, and in which order to go."""

from __future__ import annotations

from dataclasses import dataclass

from yimi.kernel import clock
from yimi.kernel.geo import Point
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION, VILLAGE
from yimi.rooms.care.models import Visit, Window
from yimi.rooms.care.queries.visits import due
from yimi.rooms.care.rules.route import nearest_first
from yimi.rooms.network.models import Organisation
from yimi.rooms.people.models import Person

MOST = 12  # more nobody visits on a day


@dataclass(frozen=True)
class Stop:
    window: Window
    metres: float | None  # from the one before; None: not known

    @property
    def kilometres(self) -> float | None:
        return None if self.metres is None else self.metres / 1000


def walk(reach: Reach, user: User) -> list[Stop]:
    """The most pressing of one's own windows (nearest end, gravest colour, one a person), in an order to go.

    From where one was met last today, else from one's office. Where a household's place is not marked, its village's
    stands for it; so two in one village may be 0 metres apart. Four queries.
    """
    picked: dict[int, Window] = {}
    rows = due(reach).filter(worker=user).select_related("standing__person__household")
    for window in rows[: MOST * 4]:
        if len(picked) < MOST:
            picked.setdefault(window.standing_id, window)
    found = list(picked.values())
    order = nearest_first(_start(reach, user), [_at(each.standing.person) for each in found])
    return [Stop(found[number], metres) for number, metres in order]


def _at(person: Person) -> Point | None:
    home = person.household.point if person.household is not None else None
    return home or person.division.point


def _start(reach: Reach, user: User) -> Point | None:
    last = Visit.objects.filter(visited_by=user, mode="home", visited_at__date=clock.today())
    last = last.select_related("person__household", "person__division").order_by("-visited_at", "-pk")
    if (visit := last.first()) is not None:
        return _at(visit.person)
    house = Organisation.objects.filter(pk__in=reach.organisations(*STATION, *VILLAGE)).order_by("pk")
    office = house.select_related("division").first()
    return office.division.point if office is not None else None
