"""Which pairs are looked at: those with one of nine keys in common."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.cells import Keys, Longs, joined, mixed
from yimi.rooms.people.linkage.names import given, packed, sounds
from yimi.rooms.people.linkage.register import Register

#: A block with more pairs than this says nothing: the village clerk's phone under everybody's name.
LARGEST_BLOCK = 400
#: A key that would bring more pairs than this for a row is left out as a whole.
MOST_A_ROW = 6
THREADS = 2

KEYS = (
    "number", "phone", "sound_born", "sound_village", "born_village", "born_surname", "born_given", "sound_year",
    "sound_month_day", "home_given", "home_year",
)  # fmt: skip


def key(register: Register, name: str) -> Keys:
    """One of KEYS for every row; 0 where a part is unknown."""
    born = register.born.astype(np.uint64)
    whole = np.where(register.born % 100 != 0, born, 0)
    year, month_day = born // np.uint64(10_000), whole % 10_000
    match name:
        case "number":
            return joined(register.id17)
        case "phone":
            return joined(register.phone)
        case "sound_born":
            return joined(register.sound_key, whole)
        case "sound_village":
            return joined(register.sound_key, register.village)
        case "born_village":
            return joined(whole, register.village)
        case "born_surname":
            return joined(whole, register.surname_key)
        case "born_given":
            return joined(whole, _given_sound(register))
        case "sound_year":
            return joined(register.sound_key, year)
        case "sound_month_day":
            return joined(register.sound_key, month_day)
        case "home_given":
            return joined(register.village, register.house, _given_sound(register))
        case "home_year":
            return joined(register.village, register.house, year)
        case "home":
            return joined(register.village, register.house)
        case "born":
            return joined(whole)
    raise KeyError(name)


def _given_sound(register: Register) -> Keys:
    return packed(given(sounds(register.name), register.surname))


@dataclass(frozen=True)
class Sorted:
    """The keys of a register in order, each with its row in the low bits."""

    packed: Keys
    bits: int

    @classmethod
    def of(cls, keys: Keys) -> Sorted:
        bits = max(len(keys).bit_length(), 1)
        rows = np.flatnonzero(keys).astype(np.uint64)
        top = keys[keys != 0] >> np.uint64(bits) << np.uint64(bits)
        return cls(np.sort(top | rows), bits)

    def split(self, bits: int) -> tuple[Keys, Longs]:
        """Keys cut to what both sides keep, and rows."""
        rows = (self.packed & np.uint64((1 << self.bits) - 1)).astype(np.int64)
        return self.packed >> np.uint64(bits), rows


def join(left: Sorted, right: Sorted, most: int = LARGEST_BLOCK) -> tuple[Longs, Longs]:
    """Rows with an equal key, blocks above `most` pairs left out."""
    bits = max(left.bits, right.bits)
    key_left, row_left = left.split(bits)
    key_right, row_right = right.split(bits)
    if not len(key_left) or not len(key_right):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts = np.searchsorted(key_right, key_left)
    found = key_right[np.minimum(starts, len(key_right) - 1)] == key_left
    starts, key_left, row_left = starts[found], key_left[found], row_left[found]
    ends = _run_ends(key_right)
    count = ends[starts] - starts
    change = np.flatnonzero(np.r_[True, key_left[1:] != key_left[:-1]]) if len(key_left) else np.zeros(0, int)
    own = np.repeat(np.diff(np.r_[change, len(key_left)]), np.diff(np.r_[change, len(key_left)]))
    count = np.where(own * count > most, 0, count)
    total = int(count.sum())
    if total > MOST_A_ROW * (len(row_left) + len(row_right)) + most:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first = np.repeat(starts - (np.cumsum(count) - count), count)
    return np.repeat(row_left, count), row_right[first + np.arange(total)]


def _run_ends(keys: Keys) -> Longs:
    """For each place, where its run of equal keys ends."""
    change = np.flatnonzero(np.r_[keys[1:] != keys[:-1], True]) + 1
    return np.repeat(change, np.diff(np.r_[0, change]))


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


def some(keys: Keys, share: float) -> Keys:
    """The same share of all keys on either side, by the key itself and not by chance."""
    if share >= 1:
        return keys
    chosen = mixed(keys ^ np.uint64(0x5851F42D4C957F2D)) < np.uint64(int(share * 2**64))
    return np.where(chosen, keys, np.uint64(0))
