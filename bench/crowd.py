"""Invented registers with a known answer: two makers of people who live, err and move in different ways.

`villages` is the maker to build against: households share village, house, half of the phones and 55 % of the surname;
`market_town` is kept for the final figure: other names, other households, other mistakes. ID area 990101 does not exist.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Blur = Callable[..., Iterator[tuple[str, ...]]]
HEADER = ("unique_id", "name", "id_no", "dob", "phone", "village", "house")
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段漕钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "秀英桂兰玉华红梅建国明军平文志强永珍丽芳春金凤德荣海霞淑光小云杰勇敏成林福生正云飞龙云学清美燕洪波忠义仁礼智信长根土水木"
    "火山川宝财喜祥瑞庆元亨利贞子轩浩宇欣怡雨涵思佳俊辉鹏涛斌磊超伟静娟艳娜莉琴素芬菊香莲翠彩月娥巧云银花爱"
)
OTHER_SURNAMES = "冉田向秦谭彭张杨李罗石黄何吴姚陈周刘王赵马白任龙邓唐蒋雷汪余覃文简甘付宋游费孙皮代熊"
OTHER_GIVEN = (
    "昌胜兴发茂才启贤世泽绍先光祖宗庭廷朝天开泰来安康宁远怀德望贵富有余良善维仲伯叔季孝悌睿哲博雅诗琪梓萱一诺佳慧婉婷若曦语嫣"
    "晓东晓峰国栋国梁向前向阳卫东卫红爱民爱华援朝跃进"
)
WRITTEN = "秀英玉华红志明军平国丽芳文建德荣海霞淑成林福生正学清美忠义仁信长山宝喜祥庆元利子浩宇欣思佳俊辉鹏涛伟静艳莉琴芬香月巧爱"
HEARD = "绣瑛育花宏智鸣君萍囯莉方雯健得蓉亥侠舒诚琳富升政雪青镁中艺人新常珊保禧翔青源丽紫昊雨心斯嘉骏晖朋滔炜婧燕丽勤纷相悦俏艾"
SOUNDS_LIKE = dict(zip(WRITTEN, HEARD, strict=True))
WEIGHTS = np.array((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
CHECKS = np.array(list("10X98765432"))


@dataclass
class People:
    """Columns of the truth; a person is a row."""

    name: list[str]
    id_no: list[str]
    born: np.ndarray
    phone: np.ndarray
    village: np.ndarray
    house: np.ndarray
    household: np.ndarray


def write(folder: Path, maker: str, rows: int, seed: int) -> Path:
    """A.csv, B.csv (half of A's people are in both) and truth.csv in a folder of their own; made once."""
    made = folder / f"{maker}-{rows}-{seed}"
    if (made / "truth.csv").exists():
        return made
    made.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    people, blur = MAKERS[maker](random, rows + rows // 2)
    order = random.permutation(rows + rows // 2)
    left, right = np.sort(order[:rows]), random.permutation(order[rows // 2 :])
    _save(made / "A.csv", "A", blur(random, people, left, False), left)
    _save(made / "B.csv", "B", blur(random, people, right, True), right)
    both = np.intersect1d(left, right)
    with (made / "truth.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows((f"A{each}", f"B{each}") for each in both)
    return made


def _save(path: Path, side: str, rows: Iterator[tuple[str, ...]], who: np.ndarray) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows((f"{side}{each}", *row) for each, row in zip(who.tolist(), rows, strict=True))


def _skewed(random: np.random.Generator, letters: str, size: int, power: float) -> np.ndarray:
    weight = 1 / np.arange(1, len(letters) + 1) ** power
    return np.array(list(letters))[random.choice(len(letters), size, p=weight / weight.sum())]


def _days(random: np.random.Generator, size: int, first: int, last: int) -> np.ndarray:
    start = np.datetime64(f"{first}-01-01")
    span = int((np.datetime64(f"{last}-12-31") - start).astype(int))
    return start + random.integers(0, span, size)


def _numbers(random: np.random.Generator, born: np.ndarray, areas: tuple[str, ...]) -> list[str]:
    order = random.integers(1, 996, len(born)).tolist()
    area = random.integers(0, len(areas), len(born)).tolist()
    days = born.astype(str).tolist()
    texts = [f"{areas[a]}{day.replace('-', '')}{o:03d}" for a, day, o in zip(area, days, order, strict=True)]
    digits = np.frombuffer("".join(texts).encode(), np.uint8).reshape(-1, 17).astype(int) - 48
    return [text + end for text, end in zip(texts, CHECKS[digits @ WEIGHTS % 11].tolist(), strict=True)]


def _households(random: np.random.Generator, people: int, sizes: tuple[float, ...]) -> np.ndarray:
    """The number of each person's household."""
    size = random.choice(len(sizes), people, p=np.array(sizes)) + 1
    return np.repeat(np.arange(people), size)[:people]


def _phones(random: np.random.Generator, size: int) -> np.ndarray:
    return 13_000_000_000 + random.integers(0, 6_999_999_999, size)


def _wrong_digit(random: np.random.Generator, text: str) -> str:
    at = int(random.integers(0, 17))
    return text[:at] + str((int(text[at]) + int(random.integers(1, 10))) % 10) + text[at + 1 :]


def _swap(random: np.random.Generator, text: str) -> str:
    at = int(random.integers(0, len(text) - 1))
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


# --- the first maker -----------------------------------------------------------------------------


def villages(random: np.random.Generator, count: int) -> tuple[People, Blur]:
    """Households of up to six; half have one phone, 55 % one family name."""
    home = _households(random, count, (0.12, 0.2, 0.22, 0.22, 0.14, 0.1))
    homes = int(home[-1]) + 1
    family = _skewed(random, SURNAMES, homes, 0.8)
    surname = np.where(random.random(count) < 0.5, family[home], _skewed(random, SURNAMES, count, 0.8))
    first, second = _skewed(random, GIVEN, count, 0.5), _skewed(random, GIVEN, count, 0.5)
    second = np.where(random.random(count) < 0.12, "", second)
    born = _days(random, count, 1930, 2020)
    phone = np.where(random.random(count) < 0.5, _phones(random, homes)[home], _phones(random, count))
    village = random.integers(0, max(count // 1500, 3), homes)[home]
    house = random.integers(1, 500, homes)[home]
    name = np.char.add(np.char.add(surname, first), second).tolist()
    ids = _numbers(random, born, ("990101", "990102", "990103"))
    return People(name, ids, born, phone, village, house, home), _blur_villages


def _blur_villages(
    random: np.random.Generator, people: People, who: np.ndarray, worse: bool
) -> Iterator[tuple[str, ...]]:
    """The first list is the register itself; the second has the mistakes."""
    chance = random.random((len(who), 6)).tolist()
    towns = max(len(people.name) // 1500, 3)
    for person, (lost, typed, name_, born_, phone_, moved) in zip(who.tolist(), chance, strict=True):
        name, number = people.name[person], people.id_no[person]
        born, phone = str(people.born[person]), str(people.phone[person])
        village, house = int(people.village[person]), int(people.house[person])
        if lost < (0.4 if worse else 0.15):
            number = ""
        elif worse and typed < 0.08:
            number = _wrong_digit(random, number) if typed < 0.06 else _swap(random, number)
        if worse and name_ < 0.1:
            at = int(random.integers(0, len(name)))
            pool = SURNAMES if at == 0 else GIVEN
            name = name[:at] + pool[int(random.integers(0, len(pool)))] + name[at + 1 :]
        if worse and born_ < 0.07:
            born = _other_day(random, born)
        if worse and phone_ < 0.6:
            phone = "" if phone_ < 0.3 else str(_phones(random, 1)[0])
        if worse and moved < 0.15:
            village, house = int(random.integers(0, towns)), int(random.integers(1, 500))
        place = f"{GIVEN[village % 97]}{GIVEN[village // 97 % 97]}{village}村"
        yield name, number, born, phone, place, f"{house}号"


def _other_day(random: np.random.Generator, born: str) -> str:
    year, month, day = (int(each) for each in born.split("-"))
    how = random.random()
    if how < 0.4:
        year += int(random.choice((-10, -1, 1, 10)))
    elif how < 0.7:
        month = int(random.integers(1, 13))
    else:
        day = int(random.integers(1, 29))
    return f"{year}-{month:02d}-{min(day, 28):02d}"


# --- the second maker ----------------------------------------------------------------------------


def market_town(random: np.random.Generator, count: int) -> tuple[People, Blur]:
    """Clans of one surname in a village, generation characters among siblings, twins, a phone for the whole house."""
    home = _households(random, count, (0.2, 0.3, 0.18, 0.16, 0.1, 0.06))
    homes = int(home[-1]) + 1
    towns = max(count // 900, 4)
    village = random.integers(0, towns, homes)
    clan = _skewed(random, OTHER_SURNAMES, towns, 0.6)
    family = np.where(random.random(homes) < 0.45, clan[village], _skewed(random, OTHER_SURNAMES, homes, 0.9))
    others = _skewed(random, OTHER_SURNAMES, count, 0.9)
    surname = np.where(random.random(count) < 0.62, family[home], others)
    pool = OTHER_GIVEN + GIVEN
    generation = _skewed(random, pool, homes, 0.4)
    first = np.where(random.random(count) < 0.35, generation[home], _skewed(random, pool, count, 0.45))
    last = np.where(random.random(count) < 0.18, "", _skewed(random, pool, count, 0.45))
    born = _days(random, count, 1925, 2023)
    twin = np.flatnonzero((home[1:] == home[:-1]) & (random.random(count - 1) < 0.006)) + 1
    born[twin] = born[twin - 1]
    phone = np.where(random.random(count) < 0.6, _phones(random, homes)[home], _phones(random, count))
    house = random.integers(1, 160, homes)[home]
    name = np.char.add(np.char.add(surname, first), last).tolist()
    ids = _numbers(random, born, ("990101",))
    return People(name, ids, born, phone, village[home], house, home), _blur_town


def _blur_town(
    random: np.random.Generator, people: People, who: np.ndarray, worse: bool
) -> Iterator[tuple[str, ...]]:
    """Whole households move and change their phone; both lists lack numbers; sounds are written down wrong."""
    homes = int(people.household[-1]) + 1
    moved = random.random(homes) < (0.12 if worse else 0.0)
    elsewhere = random.integers(0, max(len(people.name) // 900, 4), homes)
    other_house = random.integers(1, 160, homes)
    new_phone, changed = _phones(random, homes), random.random(homes) < (0.3 if worse else 0.02)
    chance = random.random((len(who), 7)).tolist()
    for person, dice in zip(who.tolist(), chance, strict=True):
        home = int(people.household[person])
        name, number, born = _misheard(random, people, person, dice, worse)
        phone = str(new_phone[home] if changed[home] else people.phone[person])
        village, house = int(people.village[person]), int(people.house[person])
        if dice[5] < (0.35 if worse else 0.15):
            phone = ""
        elif dice[5] > 0.97:
            phone = _swap(random, phone)
        if moved[home] or (worse and dice[6] < 0.05):
            village, house = int(elsewhere[home]), int(other_house[home])
        place = f"{OTHER_GIVEN[village % 83]}{GIVEN[village // 83 % 97]}{village}村"
        yield name, number, born, phone, place, f"{house}号"


def _misheard(
    random: np.random.Generator, people: People, person: int, dice: list[float], worse: bool
) -> tuple[str, str, str]:
    """Name, number and birth date as they were taken down."""
    name, number, born = people.name[person], people.id_no[person], str(people.born[person])
    if dice[0] < (0.4 if worse else 0.3):
        number = ""
    elif dice[1] < (0.06 if worse else 0.01):
        number = _wrong_digit(random, number) if dice[1] < 0.04 else _swap(random, number)
    elif dice[1] > 0.985 and born < "1990":
        number = number[:6] + number[8:17]
    if dice[2] < (0.09 if worse else 0.01):
        at = int(random.integers(0, len(name)))
        name = name[:at] + SOUNDS_LIKE.get(name[at], GIVEN[person % len(GIVEN)]) + name[at + 1 :]
    if dice[3] < (0.06 if worse else 0.01):
        born = _slip(born, dice[4])
    return name, number, born


def _slip(born: str, dice: float) -> str:
    year, month, day = born.split("-")
    if dice < 0.3:
        return f"{year}-{month}" if dice < 0.15 else year
    if dice < 0.6 and int(day) <= 12:
        return f"{year}-{day}-{month}"
    return f"{int(year) + (1 if dice < 0.8 else -1)}-{month}-{'28' if month == '02' else day}"


MAKERS: dict[str, Callable[[np.random.Generator, int], tuple[People, Blur]]] = {
    "villages": villages,
    "market_town": market_town,
}
