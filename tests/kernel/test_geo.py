"""Coordinates by domain B10: the published vector, the inverse, the shift that would break a fence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimi.kernel.geo import Point, distance_m, gcj02_to_wgs84, wgs84_to_gcj02

in_china = st.builds(
    Point,
    longitude=st.floats(min_value=73.5, max_value=134.7),
    latitude=st.floats(min_value=18.2, max_value=53.5),
)
anywhere = st.builds(
    Point,
    longitude=st.floats(min_value=-180, max_value=180),
    latitude=st.floats(min_value=-90, max_value=90),
)


def test_the_published_vector_comes_out_to_the_last_digit() -> None:
    shifted = wgs84_to_gcj02(Point(116.404, 39.915))
    assert shifted.longitude == pytest.approx(116.41024449916938, abs=1e-12)
    assert shifted.latitude == pytest.approx(39.91640428150164, abs=1e-12)


@given(in_china)
def test_there_and_back_returns_to_within_a_billionth_of_a_degree(point: Point) -> None:
    back = gcj02_to_wgs84(wgs84_to_gcj02(point))
    assert back.longitude == pytest.approx(point.longitude, abs=1e-9)
    assert back.latitude == pytest.approx(point.latitude, abs=1e-9)


@pytest.mark.parametrize("point", [Point(108.78, 29.53), Point(116.404, 39.915), Point(121.47, 31.23)])
def test_the_shift_is_wide_enough_to_break_a_fence_of_200_metres(point: Point) -> None:
    assert 400 < distance_m(point, wgs84_to_gcj02(point)) < 700


@pytest.mark.parametrize(
    "point", [Point(2.35, 48.86), Point(139.69, 35.69), Point(72.0, 30.0), Point(100.0, 0.5)]
)
def test_outside_of_the_rectangle_nothing_moves(point: Point) -> None:
    assert wgs84_to_gcj02(point) == point
    assert gcj02_to_wgs84(point) == point


def test_one_degree_of_latitude_is_about_111_kilometres() -> None:
    assert distance_m(Point(108.0, 29.0), Point(108.0, 30.0)) == pytest.approx(111_195, abs=5)


@given(anywhere, anywhere)
def test_distance_is_the_same_both_ways_and_never_more_than_half_the_globe(a: Point, b: Point) -> None:
    assert distance_m(a, b) == pytest.approx(distance_m(b, a), abs=1e-6)
    assert 0 <= distance_m(a, b) <= 20_015_200
    assert distance_m(a, a) == 0


@pytest.mark.parametrize(("longitude", "latitude"), [(181, 0), (0, 91), (float("nan"), 0), (0, float("inf"))])
def test_a_point_off_the_globe_cannot_be_made(longitude: float, latitude: float) -> None:
    with pytest.raises(ValueError, match="longitude"):
        Point(longitude, latitude)
