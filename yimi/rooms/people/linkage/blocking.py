"""Which pairs are looked at: those with one of eleven keys in common."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.joining import Sorted, join
from yimi.rooms.people.linkage.keys import Longs
from yimi.rooms.people.linkage.register import Register
from yimi.rooms.people.linkage.traits import KEYS, key

THREADS = 2


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
    both = (
        left.register.sound_key,
        right.register.sound_key,
        left.register.surname_key,
        right.register.surname_key,
    )
    assert all(
        len(each) in (len(left.register), len(right.register)) for each in both
    )  # made before the threads start

    def one(name: str) -> Longs:
        rows, others = join(left.sorted(name), right.sorted(name))
        return rows << 32 | others

    with ThreadPoolExecutor(THREADS) as pool:
        codes = np.concatenate(list(pool.map(one, KEYS)))
    codes.sort()
    codes = codes[np.r_[True, codes[1:] != codes[:-1]]] if len(codes) else codes
    return (codes >> 32).astype(np.int32), (codes & 0xFFFFFFFF).astype(np.int32)
