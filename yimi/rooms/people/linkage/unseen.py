"""Comparing fingerprints: equal, different or unknown is all there is to see, so fixed rules judge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.assign import one_to_one
from yimi.rooms.people.linkage.handover import Fingerprints
from yimi.rooms.people.linkage.hashed import FACTS
from yimi.rooms.people.linkage.joining import Sorted, join
from yimi.rooms.people.linkage.keys import Longs, mixed
from yimi.rooms.people.linkage.refused import Refused
from yimi.rooms.people.linkage.verdicts import ACCEPTED_FROM, REVIEWED_FROM, Judged, Verdict

EQUAL, DIFFERENT = 1, 2
Seen = dict[str, NDArray[np.uint8]]


def compare_unseen(left: Fingerprints, right: Fingerprints) -> Judged:
    """One to one, as with the lists themselves; refuses lists that were made with two keys."""
    if left.mark != right.mark:
        raise Refused("other_key", file=right.name)
    rows, others = _pairs(left, right)
    seen = {fact: _seen(left.facts[fact][rows], right.facts[fact][others]) for fact in FACTS}
    score = _score(seen)
    sizes = len(left.labels), len(right.labels)
    ties = mixed(
        left.facts["name_born"][rows] + right.facts["name_born"][others] + left.facts["sound_home"][rows]
    )
    kept = one_to_one(rows, others, score, ties, sizes)
    kept = kept[score[kept] >= REVIEWED_FROM]
    kept = kept[np.argsort(rows[kept], kind="stable")]
    return _judged(
        rows[kept], others[kept], score[kept], {fact: level[kept] for fact, level in seen.items()}, sizes
    )


def _pairs(left: Fingerprints, right: Fingerprints) -> tuple[Longs, Longs]:
    codes = [np.zeros(0, np.int64)]
    for fact in FACTS:
        rows, others = join(Sorted.of(left.facts[fact]), Sorted.of(right.facts[fact]))
        codes.append(rows << 32 | others)
    every = np.unique(np.concatenate(codes))
    return every >> 32, every & 0xFFFFFFFF


def _seen(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.uint8]:
    out = np.where(one == other, EQUAL, DIFFERENT).astype(np.uint8)
    out[(one == 0) | (other == 0)] = 0
    return out


def _score(seen: Seen) -> NDArray[np.float64]:
    """Accepted: the number and one fact more, or name, birth and home or phone; anything less is for a person."""
    equal = {fact: level == EQUAL for fact, level in seen.items()}
    name = equal["name_born"] | equal["sound_born"]
    contact = equal["sound_home"] | equal["sound_phone"] | equal["born_phone"] | equal["born_home"]
    score = np.full(len(name), 0.1)
    score[contact] = 0.2
    score[equal["given_born"] & contact] = 0.8
    score[(equal["born_phone"] | equal["born_home"]) & (equal["sound_phone"] | equal["sound_home"])] = 0.9
    score[name] = 0.9
    score[name & contact] = 0.99
    score[(seen["number"] == DIFFERENT) & (score >= ACCEPTED_FROM)] = 0.9
    score[(seen["number"] == DIFFERENT) & (score < 0.9)] = 0.1
    score[equal["number"]] = 0.9
    score[equal["number"] & (name | contact | equal["given_born"])] = 0.999
    return score


def _judged(
    rows: Longs, others: Longs, score: NDArray[np.float64], seen: Seen, sizes: tuple[int, int]
) -> Judged:
    place, partner = np.full(sizes[0], -1, np.int64), np.full(sizes[0], -1, np.int64)
    place[rows], partner[rows] = np.arange(len(rows)), others
    alone = np.ones(sizes[1], bool)
    alone[others] = False
    levels = np.stack([seen[fact] for fact in FACTS], 1) if len(rows) else np.zeros((0, len(FACTS)), np.uint8)
    patterns, number = np.unique(levels, axis=0, return_inverse=True)
    said = [(_verdict(pattern), _reasons(pattern)) for pattern in patterns.tolist()]
    return Judged(partner, place, np.flatnonzero(alone), score, number.ravel(), said)


def _verdict(pattern: list[int]) -> Verdict:
    return Verdict.CHANGED if DIFFERENT in pattern else Verdict.SAME


def _reasons(pattern: list[int]) -> tuple[str, ...]:
    words = {EQUAL: "equal", DIFFERENT: "differs"}
    return tuple(f"{fact}_{words[level]}" for fact, level in zip(FACTS, pattern, strict=True) if level)
