"""Which pairs are looked at: those with one of eleven keys in common."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.halves import both
from yimi.rooms.people.linkage.joining import Sorted, join
from yimi.rooms.people.linkage.keys import Longs
from yimi.rooms.people.linkage.register import Register
from yimi.rooms.people.linkage.traits import KEYS, key


@dataclass(frozen=True)
class Index:
    """A register's keys in order: made when they are asked for, or `kept` for a register that is asked again and again."""

    register: Register
    kept: dict[str, Sorted] = field(default_factory=dict)

    @classmethod
    def ready(cls, register: Register) -> Index:
        return cls(register, {name: Sorted.of(key(register, name)) for name in KEYS})

    def sorted(self, name: str) -> Sorted:
        return self.kept.get(name) or Sorted.of(key(self.register, name))


def candidates(left: Index, right: Index) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Every pair with a key in common, once, ordered by left and right row."""
    made = (
        left.register.sound_key,
        right.register.sound_key,
        left.register.surname_key,
        right.register.surname_key,
    )
    assert all(
        len(each) in (len(left.register), len(right.register)) for each in made
    )  # made once, before the work is divided
    codes = np.concatenate(
        both(lambda: _joined(left, right, KEYS[::2]), lambda: _joined(left, right, KEYS[1::2]))
    )
    codes = _once(codes)
    return (codes >> 32).astype(np.int32), (codes & 0xFFFFFFFF).astype(np.int32)


def _joined(left: Index, right: Index, names: tuple[str, ...]) -> Longs:
    """Pairs with one of these keys in common: the left row in the upper half of a number, the right one in the lower."""
    found = [np.zeros(0, np.int64)]
    for name in names:
        rows, others = join(left.sorted(name), right.sorted(name))
        found.append(rows << 32 | others)
    return _once(np.concatenate(found))


def _once(codes: Longs) -> Longs:
    codes.sort()
    return codes[np.r_[True, codes[1:] != codes[:-1]]] if len(codes) else codes
