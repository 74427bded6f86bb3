"""Reach fails closed: no hats, no rows."""

from __future__ import annotations

from django.db.models import Q

from yimi.kernel.reach import Hat, Reach

STATION = Hat("station_worker", 7, "station", "500114109", "500114")
VILLAGE = Hat("village_member", 8, "village_committee", "500114109203", "500114")
COUNTY = Hat("county_reviewer", 1, "bureau", "500114", "500114")
PROVIDER = Hat("provider_worker", 9, "provider", "", "500114")


def test_a_stranger_reaches_nothing() -> None:
    stranger = Reach.nothing()
    assert not stranger
    assert not stranger.has()
    assert stranger.stems() == ()
    assert stranger.within("code") == Q(pk__in=[])
    assert not stranger.covers("500114109203")


def test_a_hat_without_an_area_covers_no_area() -> None:
    provider = Reach(1, (PROVIDER,))
    assert provider.within("code") == Q(pk__in=[])
    assert not provider.covers("500114")
    assert provider.organisations() == {9}


def test_only_the_hats_of_the_asked_roles_count() -> None:
    reach = Reach(1, (STATION, VILLAGE, PROVIDER))
    assert reach.has("station_worker", "county_reviewer")
    assert not reach.has("county_reviewer")
    assert reach.stems("village_member") == ("500114109203",)
    assert reach.within("code", "county_reviewer") == Q(pk__in=[])
    assert reach.organisations("station_worker") == {7}
    assert reach.counties("provider_worker") == {"500114"}


def test_an_area_inside_a_wider_one_is_left_out() -> None:
    assert Reach(1, (VILLAGE, STATION)).stems() == ("500114109",)
    assert Reach(1, (VILLAGE, STATION, COUNTY)).stems() == ("500114",)


def test_a_town_covers_its_villages_and_no_other_town() -> None:
    station = Reach(1, (STATION,))
    assert station.covers("500114109203")
    assert station.covers("500114109203001")
    assert not station.covers("500114110203")
    assert not station.covers("500114000000")


def test_areas_become_prefix_conditions() -> None:
    other = Hat("station_worker", 7, "station", "500114110", "500114")
    assert Reach(1, (STATION, other)).within("village__code") == (
        Q(village__code__startswith="500114109") | Q(village__code__startswith="500114110")
    )
