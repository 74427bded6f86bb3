"""Whom a policy may concern: conditions as data, checked in one place (A1-16). A hint to a worker, never a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.rooms.care.states import Colour
from yimi.rooms.people.states import Category, Fact, Sex

#: What a condition may name, and the words it may hold. All that are given must hold.
LISTS: dict[str, frozenset[str]] = {
    "categories": frozenset(Category.values),
    "without": frozenset(Category.values),
    "colours": frozenset(Colour.values),
    "facts": frozenset(Fact.values),
}
OLDEST = 130


@dataclass(frozen=True)
class Known:
    """What the register knows of a person today."""

    age: int | None = None
    sex: str = Sex.UNKNOWN
    colour: str = ""
    categories: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()  # of the household, as the last survey found them


@dataclass(frozen=True)
class Conditions:
    """One of `categories`, none of `without`, one of `colours`, one of `facts`, an age in years, a sex."""

    categories: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    colours: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    age_from: int | None = None
    age_to: int | None = None
    sex: str = ""

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Conditions:
        """From a policy's JSON; refuses unknown words, an age that cannot be, and conditions that ask nothing."""
        lists = {name: frozenset(content.get(name) or ()) for name in LISTS}
        ages = [content.get("age_from"), content.get("age_to")]
        sex = content.get("sex") or ""
        wrong = set(content) - set(LISTS) - {"age_from", "age_to", "sex"}
        if (
            wrong
            or any(lists[name] - words for name, words in LISTS.items())
            or (sex and sex not in Sex.values)
        ):
            raise Refusal(_("条件里有系统不认识的内容，请从列表中选择。"))
        if any(age is not None and not 0 <= age <= OLDEST for age in ages):
            raise Refusal(_("年龄应在 0 到 130 之间。"), field="age_from")
        if ages[0] is not None and ages[1] is not None and ages[0] > ages[1]:
            raise Refusal(_("年龄的上限不能小于下限。"), field="age_to")
        if not sex and ages == [None, None] and not any(lists[n] for n in ("categories", "colours", "facts")):
            raise Refusal(_("请至少写一个条件，不然全县的人都会被找出来。"), field="categories")
        return cls(**lists, age_from=ages[0], age_to=ages[1], sex=sex)


def fits(asked: Conditions, known: Known) -> bool:
    """May the policy concern this person? An unknown age meets no condition of age."""
    if asked.age_from is not None and (known.age is None or known.age < asked.age_from):
        return False
    if asked.age_to is not None and (known.age is None or known.age > asked.age_to):
        return False
    if asked.sex and known.sex != asked.sex:
        return False
    if asked.without & known.categories:
        return False
    wanted = (
        (asked.categories, known.categories),
        (asked.colours, {known.colour}),
        (asked.facts, known.facts),
    )
    return all(not one or one & frozenset(other) for one, other in wanted)


def sentence(asked: Conditions) -> str:
    """The conditions as one sentence, in the language of whoever reads."""
    parts = []
    if asked.age_from is not None:
        parts.append(_("%(age)d 岁以上") % {"age": asked.age_from})
    if asked.age_to is not None:
        parts.append(_("%(age)d 岁以下") % {"age": asked.age_to})
    if asked.sex:
        parts.append(str(Sex(asked.sex).label))
    for words, labels in (
        (asked.categories, Category), (asked.facts, Fact), (asked.colours, Colour)
    ):  # fmt: skip
        if words:
            parts.append(_("或").join(str(labels(each).label) for each in sorted(words)))
    if asked.without:
        parts.append(_("不是%(what)s") % {"what": _said(asked.without)})
    return "，".join(parts)


def _said(words: Iterable[str]) -> str:
    return "、".join(str(Category(each).label) for each in sorted(words))
