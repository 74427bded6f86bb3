"""From a kept pair to its class and its reasons, as codes; the words stand where they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.facts import FIFTEEN, MISSING, SURNAME_SOUND, WRITTEN_NAME, Facts, facts_of
from yimi.rooms.people.linkage.keys import Longs
from yimi.rooms.people.linkage.levels import Born, Given, Number, Phone, Same
from yimi.rooms.people.linkage.matching import Pairs
from yimi.rooms.people.linkage.reasons import reasons_of
from yimi.rooms.people.linkage.register import Register

#: From here on a pair is accepted without a person; measured in docs/figures.md.
ACCEPTED_FROM = 0.98


#: Below this a pair is no pair.
REVIEWED_FROM = 0.25


class Verdict(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    REVIEW = "review"
    NEW = "new"
    GONE = "gone"


class Outcome(NamedTuple):
    """One line of the result; None where a side has no row."""

    left: int | None
    right: int | None
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]


NOBODY = ("no_partner",)


@dataclass(frozen=True)
class Judged:
    """The whole result in columns."""

    partner: NDArray[np.int64]  # for each left row its right row, or -1
    place: NDArray[np.int64]  # for each left row its pair, or -1
    alone: Longs  # right rows without a partner
    score: NDArray[np.float64]  # of each pair, and so on
    number: NDArray[np.int64]  # of the pair's facts
    said: list[tuple[Verdict, tuple[str, ...]]]  # class and reasons by number

    def verdict(self, place: int) -> Verdict:
        return self.said[self.number[place]][0] if self.score[place] >= ACCEPTED_FROM else Verdict.REVIEW


def judge(left: Register, right: Register, pairs: Pairs) -> Judged:
    """Class and reasons of every pair that is likely enough to be one."""
    kept = np.flatnonzero(pairs.chance >= REVIEWED_FROM)
    place, partner = np.full(len(left), -1, np.int64), np.full(len(left), -1, np.int64)
    place[pairs.left[kept]] = kept
    partner[pairs.left[kept]] = pairs.right[kept]
    alone = np.ones(len(right), bool)
    alone[pairs.right[kept]] = False
    facts, number = facts_of(left, right, pairs)
    score = np.floor(pairs.chance * 10_000) / 10_000
    said = [(_verdict(each), reasons_of(each)) for each in facts]
    return Judged(partner, place, np.flatnonzero(alone), score, number, said)


def outcomes(judged: Judged) -> Iterator[Outcome]:
    """One for every left row in its order, then one for every right row without a partner."""
    for row, (place, partner) in enumerate(zip(judged.place.tolist(), judged.partner.tolist(), strict=True)):
        if place < 0:
            yield Outcome(row, None, Verdict.GONE, 0.0, NOBODY)
        else:
            reasons = judged.said[judged.number[place]][1]
            yield Outcome(row, partner, judged.verdict(place), float(judged.score[place]), reasons)
    for row in judged.alone.tolist():
        yield Outcome(None, row, Verdict.NEW, 0.0, NOBODY)


def _verdict(facts: Facts) -> Verdict:
    if facts.number in (Number.ALIKE, Number.OTHER):
        return Verdict.REVIEW  # two good numbers are two people until somebody has looked
    if facts.number == Number.EQUAL and _another_name(facts):
        return (
            Verdict.REVIEW
        )  # one number on two people; an equal birth date says nothing more, the number holds it
    same = (
        facts.number in (Number.EQUAL, Number.UNKNOWN)
        and facts.born in (Born.EQUAL, Born.UNKNOWN)
        and facts.given in (Given.EQUAL, Given.UNKNOWN)
        and facts.phone in (Phone.EQUAL, Phone.UNKNOWN)
        and Same.OTHER not in (facts.village, facts.house, facts.surname)
        and not facts.written & (WRITTEN_NAME | FIFTEEN | SURNAME_SOUND)
        and not _one_sided(facts.missing)
    )
    return Verdict.SAME if same else Verdict.CHANGED


def _one_sided(missing: int) -> bool:
    return any(missing >> 2 * bit & 3 in (1, 2) for bit in range(len(MISSING)))


def _another_name(facts: Facts) -> bool:
    """So different that a slip of the pen does not explain it, or only where phone or village vouch for the person."""
    vouched = facts.phone == Phone.EQUAL or facts.village == Same.EQUAL
    other_surname = facts.surname == Same.OTHER
    if facts.given == Given.OTHER:
        return other_surname or not vouched
    return facts.given == Given.PART and other_surname and not vouched
