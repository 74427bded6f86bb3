"""One person of a genogram, and where they stand: three generations above and below the client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yimi.rooms.casework.rules.genogram.words import Kin, Tie


@dataclass(frozen=True)
class Figure:
    """Somebody in a genogram; `kin` is empty for the client."""

    name: str
    kin: str
    sex: str
    age: int | None = None
    is_dead: bool = False
    lives_there: bool = False
    tie: str = Tie.PLAIN.value


@dataclass(frozen=True)
class Placed:
    """A figure with its middle on the paper."""

    figure: Figure
    x: int
    y: int


SIZE, STEP, ROW, EDGE = 44, 96, 142, 60
#: In which row somebody stands, and in what order from the left.
_ROWS: tuple[tuple[str, ...], ...] = (
    (Kin.FATHERS_FATHER, Kin.FATHERS_MOTHER, Kin.MOTHERS_FATHER, Kin.MOTHERS_MOTHER),
    (Kin.FATHER, Kin.MOTHER),
    (Kin.OTHER, Kin.SIBLING, "", Kin.PARTNER, Kin.FORMER),
    (Kin.CHILD, Kin.CHILDS_PARTNER),
    (Kin.GRANDCHILD,),
)


def place(client: Figure, others: Sequence[Figure]) -> list[Placed]:
    """Everybody on the paper, the generations in rows, each row in the middle; empty rows take no room."""
    everybody = [client, *others]
    rows = [[each for kin in row for each in everybody if each.kin == kin] for row in _ROWS]
    rows = [row for row in rows if row]
    width = max(len(row) for row in rows) * STEP
    placed = []
    for number, row in enumerate(rows):
        left = EDGE + (width - len(row) * STEP) // 2 + STEP // 2
        placed += [Placed(each, left + STEP * at, EDGE + ROW * number) for at, each in enumerate(row)]
    return placed


def size(placed: Sequence[Placed]) -> tuple[int, int]:
    """Width and height of the paper."""
    return max(each.x for each in placed) + EDGE + STEP // 2, max(each.y for each in placed) + EDGE + 30
