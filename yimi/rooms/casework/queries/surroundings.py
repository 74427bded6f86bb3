"""The eco-map of a client."""

from __future__ import annotations

from yimi.rooms.casework.models import Case
from yimi.rooms.casework.rules.ecomap import Node, draw
from yimi.rooms.casework.rules.genogram import Picture


def ecomap_of(case: Case) -> Picture | None:
    """The eco-map of a person's case as SVG with its text; None for a group, or when nothing was told yet."""
    rows = list(case.surroundings.order_by("pk")) if case.person is not None else []
    if case.person is None or not rows:
        return None
    return draw(case.person.name, [Node(each.kind, each.name, each.strength, each.flow) for each in rows])
