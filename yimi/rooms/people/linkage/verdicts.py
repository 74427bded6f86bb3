"""From a kept pair to its class and its reasons, as codes; the words stand where they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.cells import Longs
from yimi.rooms.people.linkage.levels import BORN, PLACE, Born, Given, Number, Phone, Same, of_home
from yimi.rooms.people.linkage.matching import Pairs
from yimi.rooms.people.linkage.numbers import Kind
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


@dataclass(frozen=True)
class Facts:
    """What is said of one pair besides its levels; equal facts give equal reasons."""

    number: int
    born: int
    given: int
    phone: int
    village: int
    house: int
    surname: int
    written: int  # bits, see WRITTEN_NAME and those after it
    missing: int  # two bits for each of number, born, phone, village, house: left lacks it, right lacks it


WRITTEN_NAME, LEFT_CHECK, RIGHT_CHECK, FIFTEEN, SURNAME_SOUND = 1, 2, 4, 8, 16
NOBODY = ("no_partner",)
MISSING = ("id", "dob", "phone", "village", "house")


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
    facts, number = _facts(left, right, pairs)
    score = np.floor(pairs.chance * 10_000) / 10_000
    said = [(_verdict(each), _reasons(each)) for each in facts]
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


def _facts(left: Register, right: Register, pairs: Pairs) -> tuple[list[Facts], NDArray[np.int64]]:
    """The different facts, and for each pair the number of its own."""
    one, other = left.part(pairs.left), right.part(pairs.right)
    kinds = one.kind, other.kind
    written = (one.odd_name | other.odd_name).astype(np.int64) * WRITTEN_NAME
    written |= (kinds[0] == Kind.WRONG_CHECK) * LEFT_CHECK | (kinds[1] == Kind.WRONG_CHECK) * RIGHT_CHECK
    written |= ((kinds[0] == Kind.FIFTEEN) != (kinds[1] == Kind.FIFTEEN)) * FIFTEEN
    heard = (one.name[:, 0] != other.name[:, 0]) & (one.name[:, 0] != 0) & (other.name[:, 0] != 0)
    written |= (heard & (pairs.levels.home % PLACE == Same.EQUAL)) * SURNAME_SOUND
    missing = np.zeros(len(one), np.int64)
    for bit, field in enumerate(("id17", "born", "phone", "village", "house")):
        lists = bool((getattr(left, field) != 0).any()), bool((getattr(right, field) != 0).any())
        if all(lists):  # a column one list never had is no difference
            missing |= (getattr(one, field) == 0) * (1 << 2 * bit) | (getattr(other, field) == 0) * (
                2 << 2 * bit
            )
    who, home = pairs.levels.who.astype(np.int64), pairs.levels.home.astype(np.int64)
    columns = [who // BORN, who % BORN, pairs.levels.given, *of_home(home), written, missing]
    code = np.zeros(len(one), np.int64)
    for column, size in zip(columns, (6, 6, 5, 4, 3, 3, 3, 32, 1024), strict=True):
        code = code * size + column
    _, first, numbers = np.unique(code, return_index=True, return_inverse=True)
    return [Facts(*(int(column[place]) for column in columns)) for place in first.tolist()], numbers


def _verdict(facts: Facts) -> Verdict:
    if facts.number in (Number.ALIKE, Number.OTHER):
        return Verdict.REVIEW  # two good numbers are two people until somebody has looked
    stranger = facts.given == Given.OTHER and facts.born in (Born.OTHER, Born.NEAR, Born.UNKNOWN)
    if facts.number == Number.EQUAL and stranger:
        return Verdict.REVIEW  # one number on two people
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


NUMBER_CODES = {
    Number.EQUAL: "id_equal", Number.SLIP: "id_one_slip", Number.ALIKE: "id_alike_both_good", Number.OTHER: "id_differs",
    Number.SLIPS: "id_few_slips",
}  # fmt: skip
BORN_CODES = {
    Born.EQUAL: "dob_equal", Born.OPEN: "dob_partly_known", Born.SLIP: "dob_one_slip", Born.NEAR: "dob_near",
    Born.OTHER: "dob_differs",
}  # fmt: skip
GIVEN_CODES = {
    Given.EQUAL: "name_equal", Given.SOUND: "name_same_sound", Given.PART: "name_partly_equal", Given.OTHER: "name_differs",
}  # fmt: skip
PHONE_CODES = {Phone.EQUAL: "phone_equal", Phone.SLIP: "phone_one_slip", Phone.OTHER: "phone_differs"}
LACKING = {1: "{}_only_right", 2: "{}_only_left"}


def _reasons(facts: Facts) -> tuple[str, ...]:
    said = [
        NUMBER_CODES.get(Number(facts.number)),
        "id_check_wrong_left" if facts.written & LEFT_CHECK else None,
        "id_check_wrong_right" if facts.written & RIGHT_CHECK else None,
        "id_fifteen_digits" if facts.written & FIFTEEN else None,
        GIVEN_CODES.get(Given(facts.given)),
        "surname_same_sound" if facts.written & SURNAME_SOUND else None,
        "surname_differs" if facts.surname == Same.OTHER else None,
        "name_variant" if facts.written & WRITTEN_NAME else None,
        BORN_CODES.get(Born(facts.born)),
        PHONE_CODES.get(Phone(facts.phone)),
        _place("village", facts.village),
        _place("house", facts.house),
        "moved" if facts.village == Same.OTHER else None,
    ]
    said += [LACKING.get(facts.missing >> 2 * bit & 3, "").format(field) for bit, field in enumerate(MISSING)]
    return tuple(each for each in said if each)


def _place(field: str, level: int) -> str | None:
    return {Same.EQUAL: f"{field}_equal", Same.OTHER: f"{field}_differs"}.get(Same(level))
