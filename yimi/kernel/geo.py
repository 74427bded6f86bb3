"""Points on the ground: WGS-84 inside, GCJ-02 where a Chinese map or phone speaks it (domain B10)."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, pi, radians, sin, sqrt

EARTH_M = 6_371_008.8  # mean radius of the Earth in metres
_A = 6378245.0  # semi-major axis of the Krasovsky ellipsoid, which GCJ-02 is built on
_EE = 0.00669342162296594323  # its squared eccentricity
_ROUNDS = 10  # the inverse by iteration is within 1e-9 degrees after ten rounds


@dataclass(frozen=True)
class Point:
    """Degrees, longitude first (as in GeoJSON); WGS-84 unless the name of the function says otherwise."""

    longitude: float
    latitude: float

    def __post_init__(self) -> None:
        if not (-180 <= self.longitude <= 180 and -90 <= self.latitude <= 90):
            raise ValueError("a point needs a longitude of -180 to 180 and a latitude of -90 to 90 degrees")


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine; the Earth as a sphere errs by at most 0.6 %)."""
    low, high = radians(a.latitude), radians(b.latitude)
    half = sin((high - low) / 2) ** 2
    half += cos(low) * cos(high) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def wgs84_to_gcj02(point: Point) -> Point:
    """The shifted point that AMap and Tencent maps draw; no shift outside of the Chinese rectangle."""
    if _abroad(point):
        return point
    east, north = _shift(point)
    return Point(point.longitude + east, point.latitude + north)


def gcj02_to_wgs84(point: Point) -> Point:
    """The true point behind a shifted one, by iteration (the published formula has no closed inverse)."""
    if _abroad(point):
        return point
    guess = point
    for _ in range(_ROUNDS):
        east, north = _shift(guess)
        guess = Point(point.longitude - east, point.latitude - north)
    return guess


def _abroad(point: Point) -> bool:
    return not (72.004 <= point.longitude <= 137.8347 and 0.8293 <= point.latitude <= 55.8271)


def _shift(point: Point) -> tuple[float, float]:
    """How far GCJ-02 moves a WGS-84 point, in degrees east and north."""
    x, y = point.longitude - 105.0, point.latitude - 35.0
    phi = radians(point.latitude)
    magic = 1 - _EE * sin(phi) ** 2
    root = sqrt(magic)
    north = _north(x, y) * 180.0 / ((_A * (1 - _EE)) / (magic * root) * pi)
    east = _east(x, y) * 180.0 / (_A / root * cos(phi) * pi)
    return east, north


def _ripple(x: float) -> float:
    return (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0


def _north(x: float, y: float) -> float:
    metres = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    metres += _ripple(x)
    metres += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    metres += (160.0 * sin(y / 12.0 * pi) + 320 * sin(y * pi / 30.0)) * 2.0 / 3.0
    return metres


def _east(x: float, y: float) -> float:
    metres = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    metres += _ripple(x)
    metres += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    metres += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    return metres
