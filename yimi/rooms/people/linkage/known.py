"""A register that is asked again and again."""

from __future__ import annotations

from dataclasses import dataclass

from yimi.rooms.people.linkage import alike
from yimi.rooms.people.linkage.blocking import Index, candidates
from yimi.rooms.people.linkage.matching import Pairs, choose
from yimi.rooms.people.linkage.rarity import Frequencies
from yimi.rooms.people.linkage.register import Register
from yimi.rooms.people.linkage.weights import Weights, learn


@dataclass(frozen=True)
class Known:
    """A register ready to be asked again and again: its keys sorted, its weights learnt once."""

    register: Register
    index: Index
    weights: Weights
    names: Frequencies

    @classmethod
    def of(cls, register: Register, other: Register) -> Known:
        """`other` is a list of the same kind, to learn from."""
        index = Index.ready(register)
        rows, others = candidates(index, Index(other))
        pairs = alike.compare(register, other, rows, others)
        return cls(register, index, learn(register, other, pairs), Frequencies(register, other))

    def find(self, new: Register) -> Pairs:
        """Who of a few new rows is already in the register; `left` is the register's row."""
        rows, others = candidates(self.index, Index(new))
        pairs = alike.compare(self.register, new, rows, others)
        return choose(self.register, new, rows, others, pairs, self.weights, self.names)
