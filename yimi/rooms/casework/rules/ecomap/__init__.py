"""An eco-map: what stands around somebody, as one SVG and its words. A pure function.

The person in the middle; a thick line is a strong tie, dashes a weak one, a zigzag one that weighs on them; an arrow
points where help goes.
"""

from __future__ import annotations

from yimi.rooms.casework.rules.ecomap.drawing import Node, draw, empty

__all__ = ["Node", "draw", "empty"]
