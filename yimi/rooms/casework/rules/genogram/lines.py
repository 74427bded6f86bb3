"""Lines of a genogram: couples, descent, the home, and how the client stands to each relative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yimi.rooms.casework.rules.genogram.figures import SIZE, Placed
from yimi.rooms.casework.rules.genogram.words import Kin, Tie

HALF = SIZE // 2
COUPLE, BELOW = 9, 56  # a couple's line; the end of the words below a figure
COUPLES = (
    (Kin.FATHERS_FATHER, Kin.FATHERS_MOTHER),
    (Kin.MOTHERS_FATHER, Kin.MOTHERS_MOTHER),
    (Kin.FATHER, Kin.MOTHER),
)


def of_kin(placed: Sequence[Placed], *kins: str) -> list[Placed]:
    return [each for each in placed if each.figure.kin in kins]


def structure(placed: Sequence[Placed]) -> Iterator[str]:
    """Couples and descent, as path data."""
    for pair in COUPLES:
        yield from _couple(of_kin(placed, pair[0]), of_kin(placed, pair[1]))
    client = of_kin(placed, "")
    yield from _couple(client, of_kin(placed, Kin.PARTNER))
    generation = of_kin(placed, "", Kin.SIBLING)
    yield from _descent(of_kin(placed, Kin.FATHER, Kin.MOTHER), generation)
    yield from _descent(of_kin(placed, Kin.FATHERS_FATHER, Kin.FATHERS_MOTHER), of_kin(placed, Kin.FATHER))
    yield from _descent(of_kin(placed, Kin.MOTHERS_FATHER, Kin.MOTHERS_MOTHER), of_kin(placed, Kin.MOTHER))
    parents = [*client, *of_kin(placed, Kin.PARTNER)]
    yield from _descent(parents, of_kin(placed, Kin.CHILD))
    yield from _descent(of_kin(placed, Kin.CHILD)[:1] or parents, of_kin(placed, Kin.GRANDCHILD))


def parted(placed: Sequence[Placed]) -> Iterator[str]:
    """A former partner: the couple's line with two strokes through it."""
    for client in of_kin(placed, ""):
        for former in of_kin(placed, Kin.FORMER):
            y, middle = client.y + HALF + COUPLE, (client.x + former.x) // 2
            yield f"M{client.x} {client.y + HALF}V{y}H{former.x}V{former.y + HALF}"
            yield f"M{middle - 7} {y + 8}l8 -16M{middle + 1} {y + 8}l8 -16"


def _couple(one: Sequence[Placed], other: Sequence[Placed]) -> Iterator[str]:
    if one and other:
        left, right = sorted((one[0], other[0]), key=lambda each: each.x)
        y = left.y + HALF + COUPLE
        yield f"M{left.x} {left.y + HALF}V{y}H{right.x}V{right.y + HALF}"


def _descent(parents: Sequence[Placed], children: Sequence[Placed]) -> Iterator[str]:
    if not parents or not children:
        return
    from_x = sum(each.x for each in parents[:2]) // len(parents[:2])
    from_y = parents[0].y + HALF + (COUPLE if len(parents) > 1 else BELOW)
    bar = children[0].y - HALF - 14
    xs = [from_x, *(each.x for each in children)]
    yield f"M{from_x} {from_y}V{bar}M{min(xs)} {bar}H{max(xs)}"
    for child in children:
        yield f"M{child.x} {bar}V{child.y - HALF}"


def tie(client: Placed, other: Placed) -> tuple[str, str]:
    """Path data and class of the line that says how the two stand to each other; nothing for a plain one."""
    dx, dy = other.x - client.x, other.y - client.y
    length = max((dx * dx + dy * dy) ** 0.5, 1.0)
    ux, uy = dx / length, dy / length
    ends = [
        (client.x + ux * (HALF + 6), client.y + uy * (HALF + 6)),
        (other.x - ux * (HALF + 6), other.y - uy * (HALF + 6)),
    ]
    (ax, ay), (bx, by) = ends
    kind = other.figure.tie
    if kind == Tie.CLOSE:
        return _beside(ax, ay, bx, by, ux, uy, 3), "is-close"
    if kind == Tie.DISTANT:
        return f"M{ax:.0f} {ay:.0f}L{bx:.0f} {by:.0f}", "is-distant"
    if kind == Tie.CONFLICT:
        return _zigzag(ax, ay, bx, by, ux, uy), "is-conflict"
    mx, my = (ax + bx) / 2, (ay + by) / 2
    strokes = "".join(
        f"M{mx + ux * at - uy * 8:.0f} {my + uy * at + ux * 8:.0f}L{mx + ux * at + uy * 8:.0f} {my + uy * at - ux * 8:.0f}"
        for at in (-4, 4)
    )
    return f"M{ax:.0f} {ay:.0f}L{bx:.0f} {by:.0f}{strokes}", "is-cut"


def _beside(ax: float, ay: float, bx: float, by: float, ux: float, uy: float, off: int) -> str:
    return "".join(
        f"M{ax - uy * side:.0f} {ay + ux * side:.0f}L{bx - uy * side:.0f} {by + ux * side:.0f}"
        for side in (-off, off)
    )


def _zigzag(ax: float, ay: float, bx: float, by: float, ux: float, uy: float) -> str:
    steps = 12
    points = []
    for number in range(steps + 1):
        share, side = number / steps, (0 if number in (0, steps) else 6 if number % 2 else -6)
        points.append(f"{ax + (bx - ax) * share - uy * side:.0f} {ay + (by - ay) * share + ux * side:.0f}")
    return "M" + "L".join(points)
