"""Names as they are heard: keys under which a name is found by its pinyin and by other characters of the same sound.

王秀英 is found by `wangxiuying`, by any run of its syllables, and under `~wanxiuyin` by whoever mixes up n and l, zh and z,
-n and -ng. Readings come from the tables of `linkage`; a family name read in its own way is found by both readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from yimi.rooms.people.linkage.characters import DATA, FIRST_HAN, SURNAME_SOUNDS
from yimi.rooms.people.rules import clean_name

#: A key that begins with this is a weak one: near sounds are the same in it.
NEAR = "~"
#: The longest Han names in use; of a longer one only the beginnings and the whole are kept.
LONG = 5
#: Readings of one name that are kept; the first ones are the usual ones.
MOST = 6
VOWELS = frozenset("aeiouv")
#: Characters of names with a second reading in use, besides the one of the table.
SECOND = {
    "乐": "yue", "长": "chang", "行": "hang", "重": "chong", "朝": "zhao", "茜": "xi", "晟": "cheng", "盛": "cheng", "缪": "mou",
    "折": "zhe", "召": "shao", "柏": "bo", "车": "ju", "隗": "kui", "藏": "zang", "娜": "nuo", "莎": "suo", "朴": "piao",
    "薄": "bao", "宿": "xiu", "洗": "xian", "佴": "er", "那": "nuo", "葛": "ge", "黑": "he", "适": "kuo", "绿": "lu",
}  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """What a search says by its sound: keys of the same sound, of a near one, and a name begun in full and ended in initials."""

    same: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    begun: tuple[str, str] | None = None

    @property
    def says(self) -> bool:
        return bool(self.same or self.near or self.begun)


@cache
def _table() -> list[str]:
    return (DATA / "pinyin.txt").read_text(encoding="ascii").split()


@cache
def syllables() -> frozenset[str]:
    """Every syllable a character may have, without tones; ü is written v."""
    known = {*_table(), *SURNAME_SOUNDS.values(), *SECOND.values()}
    return frozenset(each for each in known if VOWELS.intersection(each))


def sound_keys(name: str) -> list[str]:
    """Everything by which a cleaned name is found when it is heard: runs of syllables, and weakly those of near sound."""
    parts = [_readings(each, first=place == 0) for place, each in enumerate(_spoken(name))]
    keys: set[str] = set()
    for start, end in _runs(len(parts)):
        for said in _ways(parts[start:end]):
            keys.add("".join(said))
            if len(said) > 1:
                keys.add(NEAR + "".join(map(near, said)))
    return sorted(keys)


def heard(text: str) -> Heard:
    """What was typed, as sound: two characters or syllables at least, for a single one says too little."""
    plain = _spoken(clean_name(text))
    if len(plain) < 2:
        return Heard()
    if not plain.isascii():
        said = list(_ways([_readings(each, first=place == 0) for place, each in enumerate(plain)]))
        return Heard(_joined(said), _joined((map(near, each) for each in said), NEAR))
    whole = list(_split(plain))[:MOST]
    if whole:
        long = [each for each in whole if len(each) > 1]
        same = (plain,) if long else ()
        return Heard(same, _joined((map(near, each) for each in long), NEAR))
    return Heard(begun=_begun(plain))


def whole_sounds(name: str) -> list[str]:
    """The whole name as it may be heard; names of the same sound share one of these."""
    return list(
        _joined(_ways([_readings(each, first=place == 0) for place, each in enumerate(_spoken(name))]))
    )


def same_sound(one: str, other: str) -> bool:
    """Do two cleaned names sound the same, tones aside? As many characters, and a reading in common."""
    if len(_spoken(one)) != len(_spoken(other)):
        return False
    return not set(whole_sounds(one)).isdisjoint(whole_sounds(other))


def near(syllable: str) -> str:
    """A syllable as those hear it who do not tell n from l, zh from z, -ng from -n, ü from u."""
    for one, other in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")):
        if syllable.startswith(one):
            syllable = other + syllable[len(one) :]
            break
    return (
        syllable.removesuffix("g").replace("v", "u")
        if syllable.endswith("ng")
        else syllable.replace("v", "u")
    )


def _spoken(name: str) -> str:
    """Characters and letters only, in lower case, ü as v."""
    return "".join(each for each in name.lower().replace("ü", "v") if each.isalnum())


def _readings(character: str, *, first: bool) -> tuple[str, ...]:
    place = ord(character) - FIRST_HAN
    usual = _table()[place] if 0 <= place < len(_table()) else character
    usual = usual if usual.isalpha() else character
    as_surname = (SURNAME_SOUNDS[character],) if first and character in SURNAME_SOUNDS else ()
    also = (SECOND[character],) if character in SECOND else ()
    return tuple(dict.fromkeys((*as_surname, usual, *also)))


def _runs(length: int) -> Iterator[tuple[int, int]]:
    for start in range(length):
        for end in range(start + 1, length + 1):
            if length <= LONG or start == 0:
                yield start, end


def _ways(parts: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for number, said in enumerate(product(*parts)):
        if number == MOST:
            return
        yield said


def _joined(several: Iterable[Iterable[str]], before: str = "") -> tuple[str, ...]:
    return tuple(dict.fromkeys(before + "".join(each) for each in several))


def _split(letters: str) -> Iterator[tuple[str, ...]]:
    """Every way to read letters as whole syllables: xian is one of them, or two."""
    if not letters:
        yield ()
    for size in range(min(6, len(letters)), 0, -1):
        if letters[:size] in syllables():
            yield from ((letters[:size], *rest) for rest in _split(letters[size:]))


def _begun(letters: str) -> tuple[str, str] | None:
    """wangxy, or wangxiuy while it is typed: the syllables that are whole, and the initials of the name so far."""
    for size in range(len(letters) - 1, 1, -1):
        said = next(_split(letters[:size]), None)
        if said is not None:
            rest = letters[size:]
            rest = rest[0] if rest in ("zh", "ch", "sh") else rest
            return "".join(said), "".join(each[0] for each in said) + rest
    return None
