"""What a measured position says about a site; no database."""

from __future__ import annotations

from yimi.kernel.geo import Point, distance_m
from yimi.rooms.places.states import Fence


def geofence(centre: Point | None, radius_m: float, point: Point | None, accuracy_m: float | None) -> Fence:
    """Whether a measured point lies within `radius_m` metres of a site (D9).

    Certain only when the whole circle of accuracy lies on one side; in between, or when either point
    is missing, the honest answer is "unknown".
    """
    if centre is None or point is None:
        return Fence.UNKNOWN
    away, doubt = distance_m(centre, point), accuracy_m or 0.0
    if away + doubt <= radius_m:
        return Fence.INSIDE
    return Fence.OUTSIDE if away - doubt > radius_m else Fence.UNKNOWN
