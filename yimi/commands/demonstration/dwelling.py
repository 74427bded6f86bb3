"""Where the invented people live: points of the villages, and a few households with theirs; all points are invented."""

from __future__ import annotations

from random import Random

from yimi.commands.demonstration.setting import BY, TOWNS, Stage
from yimi.kernel.geo import Point
from yimi.rooms.people.actions import add_household, locate_household
from yimi.rooms.people.models import Person
from yimi.rooms.places.actions import import_points

VILLAGE = "500114109203"  # where a village member has a sign-in
HOMES = 3  # households of two there; one in each of the villages around
ADDRESSES = ("一组 12 号", "二组 7 号", "三组 31 号")


def settle(stage: Stage, people: dict[str, list[Person]]) -> int:
    """A point for every village of the two towns; households in the first villages of both. Returns how many."""
    dice = Random(19)  # noqa: S311  (an invented county, not a secret)
    near = {code: _near(site.point, dice, 0.004) for code, site in stage.sites.items() if site.point}
    lines = [
        "code,longitude,latitude",
        *(f"{code},{at.longitude},{at.latitude}" for code, at in near.items()),
    ]
    import_points(content="\n".join(lines).encode(), by=BY)
    homes = 0
    for code in _first(stage):
        by = stage.users["station_zhou" if code.startswith(TOWNS[0]) else "station_wu"]
        for number, address in enumerate(ADDRESSES[: HOMES if code == VILLAGE else 1]):
            members = people[code][2 * number : 2 * number + 2]
            home = add_household(
                division=stage.sites[code].division, head=members[0], members=members, address=address, by=by
            )
            if number or code != VILLAGE:  # one is still to be shown on the map
                locate_household(household=home, point=_near(near[code], dice, 0.008), by=by)
            homes += 1
    return homes


def _first(stage: Stage) -> list[str]:
    first, second = ([code for code in sorted(stage.sites) if code.startswith(town)] for town in TOWNS)
    return [VILLAGE, *(code for code in first[:4] if code != VILLAGE), *second[:2]]


def _near(point: Point, dice: Random, degrees: float) -> Point:
    return Point(
        round(point.longitude + dice.uniform(-degrees, degrees), 6),
        round(point.latitude + dice.uniform(-degrees, degrees), 6),
    )
