"""A small drawing without a map: the site, its fence, and where the devices said the pictures were made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from yimi.kernel.geo import Point, distance_m
from yimi.rooms.evidence.models import Media
from yimi.rooms.places.models import Site

HALF = 100  # the drawing spans -100 … 100; the site stands in the middle
METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class Dot:
    """One reported point: where to draw it, and how far it is, in metres."""

    x: float
    y: float
    metres: int
    inside: bool


@dataclass(frozen=True)
class PlaceFigure:
    fence: float  # radius in drawing units
    allowed_m: int
    dots: list[Dot]

    @property
    def nearest(self) -> int:
        return min(dot.metres for dot in self.dots)

    @property
    def farthest(self) -> int:
        return max(dot.metres for dot in self.dots)


def place_figure(site: Site | None, pictures: Iterable[Media], geofence_m: int) -> PlaceFigure | None:
    """None when the site has no point or no picture reported one."""
    centre = site.point if site else None
    points = [one.point for one in pictures if one.point]
    if site is None or centre is None or not points:
        return None
    allowed = max(site.radius_m, geofence_m)
    span = max(allowed, *(distance_m(point, centre) for point in points)) * 1.15
    return PlaceFigure(
        fence=round(allowed / span * HALF, 1),
        allowed_m=allowed,
        dots=[_dot(point, centre, span, allowed) for point in points],
    )


def _dot(point: Point, centre: Point, span: float, allowed: int) -> Dot:
    east = (point.longitude - centre.longitude) * METRES_PER_DEGREE * cos(radians(centre.latitude))
    north = (point.latitude - centre.latitude) * METRES_PER_DEGREE
    away = distance_m(point, centre)
    return Dot(round(east / span * HALF, 1), round(-north / span * HALF, 1), round(away), away <= allowed)
