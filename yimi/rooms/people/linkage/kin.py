"""Chances among people under one roof, counted inside each list: there a pair is two people."""

from __future__ import annotations

import numpy as np

from yimi.rooms.people.linkage import alike, beliefs, levels
from yimi.rooms.people.linkage.beliefs import Table
from yimi.rooms.people.linkage.counting import HOMES, floored, sharing, suspect
from yimi.rooms.people.linkage.levels import GIVEN, WHO
from yimi.rooms.people.linkage.register import Register

BELIEF_KIN = 300.0


def chances_of_kin(left: Register, right: Register) -> tuple[Table, Table]:
    """People under one roof, each list by itself: there a pair is two people."""
    who = np.zeros(WHO)
    given = np.zeros(GIVEN)
    for register in (left, right):
        for name in ("phone", "home"):
            rows, others = sharing(register, register, name, HOMES // 2)
            rows, others = rows[rows < others], others[rows < others]
            pairs = alike.compare(register, register, rows, others)
            pairs = pairs.part(~suspect(pairs) & levels.is_household(pairs.home))
            who += np.bincount(pairs.who, minlength=WHO)
            given += np.bincount(pairs.given, minlength=GIVEN)
    who = who + BELIEF_KIN * beliefs.WHO_OF_KIN
    given = given + BELIEF_KIN * np.array(beliefs.GIVEN_OF_KIN)
    return floored(who / who.sum(), beliefs.NUMBER_OF_KIN_FLOOR), given / given.sum()
