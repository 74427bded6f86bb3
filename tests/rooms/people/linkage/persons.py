"""Invented people for the comparison's tests; ID area 990101 does not exist."""

from __future__ import annotations

from yimi.rooms.people.linkage.matching import match
from yimi.rooms.people.linkage.numbers import CHECKS, WEIGHTS
from yimi.rooms.people.linkage.register import Register
from yimi.rooms.people.linkage.verdicts import Outcome, judge, outcomes

Row = dict[str, str]


def number(born: str, order: int = 23, area: str = "990101") -> str:
    """A number whose check character is right."""
    first17 = f"{area}{born.replace('-', '')}{order:03d}"
    return first17 + CHECKS[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def person(name: str = "王秀英", born: str = "1950-03-08", **other: str) -> Row:
    row = {
        "name": name,
        "dob": born,
        "id_no": number(born),
        "phone": "13800000001",
        "village": "大坪村",
        "house": "12号",
    }
    return row | other


def crowd(size: int = 60) -> list[Row]:
    """Other people of the same county, so that two lists look like lists."""
    surnames, given = "李张刘陈杨赵黄周吴徐", "建国明军平文志强永珍丽芳春金凤德荣海"
    people = []
    for place in range(size):
        born = f"{1935 + place % 60}-{1 + place % 12:02d}-{1 + place * 7 % 28:02d}"
        name = surnames[place % 10] + given[place * 5 % 18] + given[(place * 7 + 3) % 18]
        people.append(
            person(name, born, id_no=number(born, 100 + place), phone=f"139{place:08d}",
                   village=f"石桥{place % 7}村", house=f"{place}号")
        )  # fmt: skip
    return people


def compared(left: list[Row], right: list[Row], background: int = 60) -> list[Outcome]:
    """The lines about the given rows; the background stands behind them in both lists."""
    others = crowd(background)
    one, other = Register.of([*left, *others]), Register.of([*right, *others])
    found = list(outcomes(judge(one, other, match(one, other))))
    return [
        each for each in found
        if (each.left is not None and each.left < len(left)) or (each.left is None and (each.right or 0) < len(right))
    ]  # fmt: skip
