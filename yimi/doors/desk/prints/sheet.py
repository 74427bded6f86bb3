"""What a printed form is made of: lines with boxes, grids, pictures; and which record stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from yimi.doors.desk.asked import Asked
from yimi.rooms.people.models import Person

Words = str | Promise
Boxes = tuple[tuple[bool, str], ...]


@dataclass(frozen=True)
class Row:
    """One line of a form. With choices it is boxes to tick; `beside` is a second, short line on the same row."""

    label: Words
    value: str = ""
    part: Words = ""
    is_tall: bool = False
    choices: Boxes = ()
    beside: Row | None = None


@dataclass(frozen=True)
class Lines:
    """Rows under each other."""

    rows: Sequence[Row]
    title: Words = ""


@dataclass(frozen=True)
class Grid:
    """A table with a head. On an empty form `empty` rows are left to the pen."""

    heads: Sequence[Words]
    rows: Sequence[Sequence[str]] = ()
    title: Words = ""
    empty: int = 0

    @property
    def left(self) -> range:
        return range(0 if self.rows else self.empty)


@dataclass(frozen=True)
class Pictures:
    """Addresses of pictures with what is said below each."""

    pictures: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Drawing:
    """An SVG of ours."""

    svg: SafeString


Block = Lines | Grid | Pictures | Drawing


@dataclass(frozen=True)
class Found:
    """The record behind a filled form: where it hangs, whose it is, which station's."""

    row: Any
    back: str
    back_label: str
    place: str = ""
    person: Person | None = None
    number: str = ""
    also: Sequence[Person] = field(default=())  # whose names stand on it besides


@dataclass(frozen=True)
class Printed:
    """One form. Without `find` it exists empty only, with `is_blank=False` filled only."""

    word: str
    title: Words
    roles: frozenset[str]
    blocks: Callable[[Asked, Any], Sequence[Block]]
    signs: Sequence[Words] = ()
    address: str = ""
    find: Callable[[Asked, int], Found] | None = None
    is_blank: bool = True
    is_told: bool = True  # somebody of the household says it: who told, who wrote, a signature or thumb
    note: Words = ""
    titled: Callable[[Any], Words] | None = None  # where the record decides which form it is

    @property
    def name(self) -> str:
        """Of the page of the filled form."""
        return f"{self.word}_print"

    def title_of(self, row: Any) -> Words:
        return self.titled(row) if self.titled and row is not None else self.title


def pair(label: Words, value: str, other: Words, beside: str) -> Row:
    """Two short lines on one row."""
    return Row(label, value, beside=Row(other, beside))


def boxes(choices: Iterable[tuple[Any, Any]], *ticked: object) -> Boxes:
    """All the choices of a list, those that hold ticked."""
    return tuple((value in ticked, str(label)) for value, label in choices)
