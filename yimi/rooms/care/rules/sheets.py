"""A tier sheet as a value: dimensions with caps, factors with points, thresholds, floors, the pass-through list."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yimi.rooms.care.states import Colour

HIGHEST = 100
THRESHOLDS = (Colour.RED, Colour.YELLOW, Colour.BLUE)


@dataclass(frozen=True)
class Named:
    """Something with a code and a name in two languages."""

    code: str
    name: str
    name_en: str

    @property
    def said(self) -> str:
        return self.name if (get_language() or "zh").startswith("zh") else self.name_en or self.name


@dataclass(frozen=True)
class Factor(Named):
    """A risk with its points; `known` names what in the register already answers it."""

    points: int
    categories: frozenset[str] = frozenset()
    age_from: int | None = None
    age_to: int | None = None

    def is_known(self, *, age: int | None, categories: Collection[str]) -> bool:
        """Does the register say so already? Nothing is asked twice (ux)."""
        if age is not None and self.age_from is not None and age >= self.age_from:
            return True
        if age is not None and self.age_to is not None and age <= self.age_to:
            return True
        return not self.categories.isdisjoint(categories)


@dataclass(frozen=True)
class Dimension(Named):
    cap: int
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class Floor:
    """When all of `all_of` and, if there are any, one of `any_of` hold, the colour is at least this one."""

    colour: Colour
    all_of: frozenset[str]
    any_of: frozenset[str]

    def holds(self, factors: Collection[str]) -> bool:
        return self.all_of <= set(factors) and (not self.any_of or not self.any_of.isdisjoint(factors))


@dataclass(frozen=True)
class Sheet:
    """One version of one sheet, as evaluated."""

    dimensions: tuple[Dimension, ...]
    thresholds: tuple[tuple[int, Colour], ...]
    floors: tuple[Floor, ...]
    passthrough: tuple[Named, ...]
    falling_visits: int
    falling_days: int
    falling_levels: int
    override_days: int

    @classmethod
    def of(cls, content: dict[str, Any]) -> Self:
        """Read the stored content; it was checked by `problems_of` when it was written."""
        falling = content["falling"]
        return cls(
            dimensions=tuple(map(_dimension, content["dimensions"])),
            thresholds=tuple((content["thresholds"][each.value], each) for each in THRESHOLDS),
            floors=tuple(
                Floor(Colour(each["colour"]), frozenset(each["all"]), frozenset(each["any"]))
                for each in content["floors"]
            ),
            passthrough=tuple(Named(**each) for each in content["passthrough"]),
            falling_visits=falling["visits"],
            falling_days=falling["days"],
            falling_levels=falling["levels"],
            override_days=content["override_days"],
        )

    def factors(self) -> Iterator[Factor]:
        for dimension in self.dimensions:
            yield from dimension.factors

    def named(self, codes: Collection[str]) -> list[Factor]:
        """The factors behind these codes, the weightiest first; codes of another version are left out."""
        return sorted((each for each in self.factors() if each.code in codes), key=lambda each: -each.points)

    def known(self, *, age: int | None, categories: Collection[str]) -> set[str]:
        """Codes of the factors that the register answers already."""
        return {each.code for each in self.factors() if each.is_known(age=age, categories=categories)}


def _dimension(content: dict[str, Any]) -> Dimension:
    factors = tuple(map(_factor, content["factors"]))
    return Dimension(content["code"], content["name"], content["name_en"], content["cap"], factors)


def _factor(content: dict[str, Any]) -> Factor:
    known = content.get("known", {})
    return Factor(
        content["code"],
        content["name"],
        content["name_en"],
        content["points"],
        categories=frozenset(known.get("categories", ())),
        age_from=known.get("age_from"),
        age_to=known.get("age_to"),
    )


def problems_of(content: dict[str, Any]) -> list[str]:
    """Why this content cannot be a sheet, as sentences; empty when it can (D5)."""
    wrong: list[str] = []
    codes = [factor["code"] for each in content["dimensions"] for factor in each["factors"]]
    if len(codes) != len(set(codes)):
        wrong.append(_("同一张表里有两个因素编号相同。"))
    for each in content["dimensions"]:
        if not 0 < each["cap"] <= HIGHEST:
            wrong.append(_("“%(what)s”的上限应在 1 到 100 之间。") % {"what": each["name"]})
        for factor in each["factors"]:
            if not 0 < factor["points"] <= HIGHEST:
                wrong.append(_("“%(what)s”的分值应在 1 到 100 之间。") % {"what": factor["name"]})
    red, yellow, blue = (content["thresholds"][each.value] for each in THRESHOLDS)
    if not HIGHEST >= red > yellow > blue > 0:
        wrong.append(_("分数线应从红到蓝依次降低，并在 1 到 100 之间。"))
    if unknown := {code for each in content["floors"] for code in (*each["all"], *each["any"])} - set(codes):
        wrong.append(_("保底规则提到了表里没有的因素：%(what)s。") % {"what": "、".join(sorted(unknown))})
    if min(*content["falling"].values(), content["override_days"]) < 1:
        wrong.append(_("降级条件和人工调整的天数都应至少为 1。"))
    return wrong
