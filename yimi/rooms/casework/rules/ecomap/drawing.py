"""The SVG of an eco-map and the same in words, for whoever cannot see it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yimi.rooms.casework.rules.ecomap.words import Around, Flow, Strength
from yimi.rooms.casework.rules.genogram.drawing import Picture

MIDDLE, ROUND, GAP = 50, 42, 8  # radius of the person, of what stands around, between a line and a circle
EDGE = 56
LETTERS = 6  # of a name that fit into a circle
STEPS, SWING = 14, 6


@dataclass(frozen=True)
class Node:
    """Something around the person; without a strength no line is drawn (an empty map for the pen)."""

    kind: str
    name: str = ""
    strength: str = ""
    flow: str = Flow.NONE.value


@dataclass(frozen=True)
class Line:
    """From the rim of the middle to the rim of a circle, with the direction of one unit."""

    ax: float
    ay: float
    bx: float
    by: float

    @property
    def way(self) -> tuple[float, float]:
        dx, dy = self.bx - self.ax, self.by - self.ay
        length = max(math.hypot(dx, dy), 1.0)
        return dx / length, dy / length


def draw(name: str, nodes: Sequence[Node]) -> Picture:
    """The person with everything around, in the order given, clockwise from the top. The same data give the same bytes."""
    said = [_said(each) for each in nodes]
    spread = max(170, 20 * len(nodes))  # so that circles side by side do not touch
    wide, high = 1.35 * spread, float(spread)
    cx, cy = wide + ROUND + EDGE, high + ROUND + EDGE
    parts: list[SafeString] = []
    for number, node in enumerate(nodes):
        angle = 2 * math.pi * number / len(nodes) - math.pi / 2
        x, y = cx + wide * math.cos(angle), cy + high * math.sin(angle)
        parts += _tie(node, _between(cx, cy, x, y))
        parts += _circle(x, y, ROUND, node.name, str(Around(node.kind).label), "e-node")
    parts += _circle(cx, cy, MIDDLE, name, _("本人"), "e-node is-middle")
    svg = format_html(
        '<svg class="e-map" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">{3}</svg>',
        round(2 * cx), round(2 * cy), _("生态图：%(said)s") % {"said": "；".join(said)},
        mark_safe("".join(parts)),  # noqa: S308  (every part is escaped by format_html)
    )  # fmt: skip
    return Picture(svg, said)


def empty() -> Picture:
    """One circle of each kind and no line: for the pen."""
    return draw("", [Node(each.value) for each in Around])


def _between(cx: float, cy: float, x: float, y: float) -> Line:
    length = math.hypot(x - cx, y - cy)
    ux, uy = (x - cx) / length, (y - cy) / length
    start, end = MIDDLE + GAP, length - ROUND - GAP
    return Line(cx + ux * start, cy + uy * start, cx + ux * end, cy + uy * end)


def _tie(node: Node, line: Line) -> Iterator[SafeString]:
    if not node.strength:
        return
    word = {Strength.STRONG: "is-strong", Strength.WEAK: "is-weak", Strength.STRESSFUL: "is-stressful"}
    path = _zigzag(line) if node.strength == Strength.STRESSFUL else _straight(line)
    yield format_html('<path class="e-tie {}" d="{}"/>', word[Strength(node.strength)], path)
    ux, uy = line.way
    if node.flow in (Flow.IN, Flow.BOTH):
        yield format_html('<path class="e-head" d="{}"/>', _head(line.ax, line.ay, -ux, -uy))
    if node.flow in (Flow.OUT, Flow.BOTH):
        yield format_html('<path class="e-head" d="{}"/>', _head(line.bx, line.by, ux, uy))


def _straight(line: Line) -> str:
    return f"M{line.ax:.0f} {line.ay:.0f}L{line.bx:.0f} {line.by:.0f}"


def _zigzag(line: Line) -> str:
    ux, uy = line.way
    points = []
    for number in range(STEPS + 1):
        share, side = number / STEPS, (0 if number in (0, STEPS) else SWING if number % 2 else -SWING)
        x, y = line.ax + (line.bx - line.ax) * share, line.ay + (line.by - line.ay) * share
        points.append(f"{x - uy * side:.0f} {y + ux * side:.0f}")
    return "M" + "L".join(points)


def _head(x: float, y: float, ux: float, uy: float) -> str:
    """A filled arrow whose tip lies at the end of the line."""
    back = [(x - ux * 12 - uy * side, y - uy * 12 + ux * side) for side in (-6, 6)]
    return f"M{x:.0f} {y:.0f}" + "".join(f"L{bx:.0f} {by:.0f}" for bx, by in back) + "Z"


def _circle(x: float, y: float, radius: int, name: str, kind: str, word: str) -> Iterator[SafeString]:
    yield format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', word, round(x), round(y), radius)
    if name:
        yield format_html(
            '<text class="e-name" x="{}" y="{}">{}</text>', round(x), round(y + 5), name[:LETTERS]
        )
    yield format_html('<text class="e-kind" x="{}" y="{}">{}</text>', round(x), round(y + radius + 17), kind)


def _said(node: Node) -> str:
    words = [str(Around(node.kind).label) + (f" {node.name}" if node.name else "")]
    if node.strength:
        words += [str(Strength(node.strength).label), str(Flow(node.flow).label)]
    return "，".join(words)
