"""Invented people: every name, number and telephone here is made up (ID area 990101 belongs to no place)."""

from __future__ import annotations

from datetime import date
from random import Random

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁余叶蒋杜苏魏程吕丁任沈姚卢姜崔"
GIVEN = (
    "秀英桂兰玉珍淑芳素琴春梅国华建明志强德福永贵长寿正才光荣世清文远大山成林开顺天佑水生木根金凤银花翠莲菊香"
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def person_name(dice: Random) -> str:
    start = dice.randrange(0, len(GIVEN), 2)
    return dice.choice(SURNAMES) + GIVEN[start : start + dice.choice((1, 2, 2))]


def id_number(born: date, order: int) -> str:
    """A number with a right check digit (GB 11643) in an area that was never assigned."""
    body = f"990101{born:%Y%m%d}{order % 1000:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def phone(number: int) -> str:
    return f"1990001{number:04d}"
