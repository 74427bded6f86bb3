"""The class of a line as an office acts on it: the core's verdict, who is said to have died, what contradicts."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from yimi.rooms.people.linkage.verdicts import Verdict


class Class(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    DECEASED = "deceased"
    NEW = "new"
    GONE = "gone"
    CONTRADICTORY = "contradictory"
    REVIEW = "review"
    APART = "apart"  # a person has looked: two people


#: What a person must decide before anything follows from it.
OPEN = frozenset({Class.REVIEW, Class.CONTRADICTORY})
TWO_NUMBERS = frozenset({"id_alike_both_good", "id_differs"})
OTHER_NAME = frozenset({"name_differs", "surname_differs"})
#: Cells of a column about death that say the person lives.
ALIVE = frozenset({"", "否", "无", "0", "健在", "在世", "正常", "n", "no", "false", "-", "—"})


def says_dead(cell: str) -> bool:
    """Does this cell of a column "date of death" or "deceased" say so?"""
    return cell.strip().lower() not in ALIVE


def class_of(verdict: str, reasons: Collection[str], *, dead: tuple[bool, bool]) -> Class:
    """`dead`: what the left and the right list say. Two good numbers, or one number on two names, contradict."""
    if verdict == Verdict.REVIEW:
        contradicts = TWO_NUMBERS.intersection(reasons) or (
            "id_equal" in reasons and OTHER_NAME.intersection(reasons)
        )
        return Class.CONTRADICTORY if contradicts else Class.REVIEW
    if verdict in (Verdict.NEW, Verdict.GONE):
        return Class(verdict)
    return one_person(reasons, dead=dead, same=verdict == Verdict.SAME)


def one_person(reasons: Collection[str], *, dead: tuple[bool, bool], same: bool = False) -> Class:
    """The class of a pair that is one person, by the machine's certainty or by somebody's word."""
    if dead[0] != dead[1]:
        return Class.DECEASED
    if "moved" in reasons:
        return Class.MOVED
    return Class.SAME if same else Class.CHANGED
