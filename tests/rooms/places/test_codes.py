from __future__ import annotations

import pytest

from yimi.kernel.geo import Point
from yimi.rooms.places.rules import (
    ancestor_codes,
    geofence,
    kind_of,
    level_of,
    parent_code,
    place_name,
    stem_of,
)
from yimi.rooms.places.states import Fence, Kind, Level


@pytest.mark.parametrize(
    ("code", "level", "stem", "parent", "kind"),
    [
        ("500000000000", Level.PROVINCE, "50", None, Kind.REGION),
        ("500100000000", Level.PREFECTURE, "5001", "500000000000", Kind.REGION),
        ("500114000000", Level.COUNTY, "500114", "500100000000", Kind.REGION),
        ("500114001000", Level.TOWN, "500114001", "500114000000", Kind.SUBDISTRICT),
        ("500114109000", Level.TOWN, "500114109", "500114000000", Kind.TOWN),
        ("500114246000", Level.TOWN, "500114246", "500114000000", Kind.TOWNSHIP),
        ("500114401000", Level.TOWN, "500114401", "500114000000", Kind.TOWNSHIP_LIKE),
        ("500114109001", Level.VILLAGE, "500114109001", "500114109000", Kind.RESIDENTS),
        ("500114109200", Level.VILLAGE, "500114109200", "500114109000", Kind.VILLAGERS),
        ("500114109399", Level.VILLAGE, "500114109399", "500114109000", Kind.VILLAGERS),
        ("500114109500", Level.VILLAGE, "500114109500", "500114109000", Kind.VILLAGE_LIKE),
        ("500114109203007", Level.HAMLET, "500114109203007", "500114109203", Kind.HAMLET),
        (
            "441900003000",
            Level.TOWN,
            "441900003",
            "441900000000",
            Kind.SUBDISTRICT,
        ),  # a city without counties
    ],
)
def test_a_code_says_what_it_stands_for(
    code: str, level: Level, stem: str, parent: str | None, kind: Kind
) -> None:
    assert (level_of(code), stem_of(code), parent_code(code), kind_of(code)) == (level, stem, parent, kind)


def test_the_chain_above_a_natural_village_starts_with_the_province() -> None:
    assert ancestor_codes("500114109203007") == [
        "500000000000",
        "500100000000",
        "500114000000",
        "500114109000",
        "500114109203",
    ]


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("新花村村民委员会", "新花村"),
        ("西店村民委员会", "西店村"),
        ("多福巷社区居委会", "多福巷社区"),
        ("华阳社区居民委员会", "华阳社区"),
        ("石桥村委会", "石桥村"),
        ("长安街居委会", "长安街居委会"),
        ("黎水镇", "黎水镇"),
    ],
)
def test_a_place_is_called_by_its_own_name_not_its_committees(listed: str, name: str) -> None:
    assert place_name(listed) == name


SITE = Point(108.77, 29.53)


@pytest.mark.parametrize(
    ("north_m", "accuracy_m", "answer"),
    [
        (0, 10, Fence.INSIDE),
        (480, 10, Fence.INSIDE),
        (480, 50, Fence.UNKNOWN),
        (520, 50, Fence.UNKNOWN),
        (600, 50, Fence.OUTSIDE),
        (600, None, Fence.OUTSIDE),
        (100, 5000, Fence.UNKNOWN),
    ],
)
def test_a_fence_is_sure_only_when_the_whole_circle_of_doubt_is_on_one_side(
    north_m: float, accuracy_m: float | None, answer: Fence
) -> None:
    there = Point(SITE.longitude, SITE.latitude + north_m / 111_195)
    assert geofence(SITE, 500, there, accuracy_m) == answer


def test_without_a_point_nothing_can_be_said() -> None:
    assert (geofence(None, 500, SITE, 5), geofence(SITE, 500, None, None)) == (Fence.UNKNOWN, Fence.UNKNOWN)
