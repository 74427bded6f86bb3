"""In which order to go: a short way, honestly a rule of thumb."""

from __future__ import annotations

from collections.abc import Sequence

from yimi.kernel.geo import Point, distance_m


def nearest_first(start: Point | None, stops: Sequence[Point | None]) -> list[tuple[int, float | None]]:
    """Indexes of `stops` in an order to go, each with the metres from the one before (None: not known).

    Nearest neighbour: from where one is, always to the nearest that is left. Beelines, not roads, and not the
    shortest tour (that is usually some quarter shorter); it spares going to and fro, which is all that is promised.
    Stops without a point come last in the order they were given. Without `start` it begins at the first stop.
    """
    left = [number for number, point in enumerate(stops) if point is not None]
    order: list[tuple[int, float | None]] = []
    here = start
    while left:
        if here is None:
            nearest, metres = left[0], None
        else:
            nearest = min(left, key=lambda number: _far(here, stops[number]))
            metres = _far(here, stops[nearest])
        left.remove(nearest)
        order.append((nearest, metres))
        here = stops[nearest]
    return order + [(number, None) for number, point in enumerate(stops) if point is None]


def _far(here: Point | None, there: Point | None) -> float:
    assert here is not None
    assert there is not None
    return distance_m(here, there)
