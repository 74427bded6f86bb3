"""One row of cells becomes values, or sentences that name its row and column."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.kernel.ids import check_id18
from yimi.rooms.people import rules
from yimi.rooms.people.sheet.header import TITLES
from yimi.rooms.people.sheet.placing import Placer, Unplaced
from yimi.rooms.people.sheet.pointing import Astray, Bounds, point_of
from yimi.rooms.people.states import Category, Sex

NAME = re.compile(r"[㐀-鿿𠀀-𳎯A-Za-z][㐀-鿿𠀀-𳎯A-Za-z·. '-]{0,39}")
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
SEXES = {
    "男": Sex.MALE,
    "女": Sex.FEMALE,
    "男性": Sex.MALE,
    "女性": Sex.FEMALE,
    "1": Sex.MALE,
    "2": Sex.FEMALE,
}
CATEGORIES = {str(each.label): each.value for each in Category} | {
    "低保": Category.DIBAO,
    "低保户": Category.DIBAO,
    "特困": Category.TEKUN,
    "特困供养": Category.TEKUN,
    "边缘": Category.NEAR_POOR,
    "低保边缘家庭": Category.NEAR_POOR,
    "刚性支出": Category.RIGID_EXPENSE,
    "刚性支出困难家庭": Category.RIGID_EXPENSE,
    "事实无人抚养": Category.UNSUPPORTED_CHILD,
    "特殊困难老人": Category.VULNERABLE_ELDER,
    "独居老人": Category.LIVES_ALONE,
    "残疾": Category.DISABLED,
    "计生特殊家庭": Category.FP_SPECIAL_FAMILY,
}
NOTHING = frozenset({"", "无", "-", "—", "/"})
EXCEL_DAY_ZERO = date(1899, 12, 30)
LONGEST_TEXT = 500


@dataclass
class Entry:
    """A row that was understood. Kept sealed until the batch is decided."""

    name: str = ""
    id_number: str = ""
    sex: str = Sex.UNKNOWN
    birth_date: str = ""
    phone: str = ""
    division: str = ""
    head: str = ""
    address: str = ""
    categories: list[str] = field(default_factory=list)
    note: str = ""
    point: tuple[float, float] | None = None  # longitude, latitude of the household

    @property
    def born(self) -> date:
        return date.fromisoformat(self.birth_date)

    def as_cells(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Row:
    number: int
    entry: Entry
    problems: list[dict[str, str]] = field(default_factory=list)
    notices: list[dict[str, str]] = field(default_factory=list)

    def wrong(self, key: str, sentence: str) -> None:
        self.problems.append(said(self.number, key, sentence))

    def notice(self, key: str, sentence: str) -> None:
        self.notices.append(said(self.number, key, sentence))


def said(number: int, key: str, sentence: str) -> dict[str, str]:
    """第 37 行“身份证号”：…… with the column apart, so that a page can mark the cell."""
    title = TITLES[key]
    whole = _("第 %(row)d 行“%(column)s”：%(sentence)s")
    return {"column": title, "message": whole % {"row": number, "column": title, "sentence": sentence}}


def read_row(
    number: int, cells: dict[str, Any], placer: Placer, today: date, own_categories: frozenset[str]
) -> Row:
    """Understand one row; `own_categories` are those the importer may enter (B8 keeps one from villages)."""
    row = Row(number, Entry())
    for reader in (_read_name, _read_id, _read_sex, _read_phone):
        reader(row, cells)
    _read_birth(row, cells, today)
    _read_categories(row, cells, own_categories)
    for key in ("address", "note"):
        setattr(row.entry, key, text(cells.get(key))[:LONGEST_TEXT])
    row.entry.head = rules.clean_name(text(cells.get("head")))
    try:
        row.entry.division = placer.place(
            *(_place_name(cells.get(key)) for key in ("town", "village", "hamlet"))
        )
    except Unplaced as refused:
        row.wrong(refused.column, refused.sentence)
    _read_point(row, cells, placer.bounds)
    return row


def text(cell: Any) -> str:
    """What a clerk sees in the cell; a formula that is a text stays the text it is."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unicodedata.normalize("NFKC", str(cell)).strip() if cell is not None else ""


def _place_name(cell: Any) -> str:
    return "".join(str(text(cell)).split())


def _read_point(row: Row, cells: dict[str, Any], bounds: Bounds) -> None:
    try:
        longitude, latitude, datum = (text(cells.get(key)) for key in ("longitude", "latitude", "datum"))
        point = point_of(longitude, latitude, datum, bounds)
    except Astray as astray:
        row.wrong(astray.column, astray.sentence)
    else:
        row.entry.point = (point.longitude, point.latitude) if point else None


def _read_name(row: Row, cells: dict[str, Any]) -> None:
    name = rules.clean_name(text(cells.get("name")))
    if not name:
        row.wrong("name", _("没有填写，请填写姓名。"))
    elif not NAME.fullmatch(name):
        row.wrong("name", _("姓名只能有汉字、字母和间隔号，请核对。"))
    row.entry.name = name


def _read_id(row: Row, cells: dict[str, Any]) -> None:
    cell = cells.get("id_number")
    plain = "".join(text(cell).split()).upper()
    if plain in NOTHING:
        return
    if isinstance(cell, int | float) or SCIENTIFIC.fullmatch(plain):
        row.wrong(
            "id_number",
            _("在表格里存成了数字，后几位已经丢失。请把这一列设为“文本”格式，重新填写 18 位号码。"),
        )
        return
    try:
        number = check_id18(plain)
    except Refusal as refused:
        row.wrong("id_number", refused.message)
        return
    row.entry.id_number = number.number
    row.entry.birth_date, row.entry.sex = number.birth.isoformat(), number.sex


def _read_sex(row: Row, cells: dict[str, Any]) -> None:
    given = text(cells.get("sex"))
    if given in NOTHING:
        return
    sex = SEXES.get(given)
    if sex is None:
        row.wrong("sex", _("请填“男”或“女”。"))
    elif row.entry.id_number and sex != row.entry.sex:
        row.wrong("sex", _("与身份证号第 17 位不一致，请核对其中一项。"))
    else:
        row.entry.sex = sex


def _read_phone(row: Row, cells: dict[str, Any]) -> None:
    given = text(cells.get("phone"))
    if given in NOTHING:
        return
    phone = rules.clean_phone(given)
    if SCIENTIFIC.fullmatch(given) or not rules.is_phone(phone):
        row.wrong("phone", _("应为一个 11 位手机号，或带区号的座机号码。"))
        return
    row.entry.phone = phone


def _read_birth(row: Row, cells: dict[str, Any], today: date) -> None:
    cell = cells.get("birth_date")
    given = text(cell)
    if given in NOTHING:
        if not row.entry.id_number and not any(
            each["column"] == TITLES["id_number"] for each in row.problems
        ):
            row.wrong("birth_date", _("没有身份证号时要填写出生日期。"))
        return
    born = _as_date(cell)
    if born is None:
        row.wrong("birth_date", _("看不懂这个日期，请写成 1950-03-08 的样子。"))
    elif born > today or today.year - born.year > 130:
        row.wrong("birth_date", _("这个日期不合理，请核对。"))
    elif row.entry.id_number and born.isoformat() != row.entry.birth_date:
        row.wrong("birth_date", _("与身份证号中的出生日期不一致，请核对其中一项。"))
    else:
        row.entry.birth_date = born.isoformat()


def _as_date(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    given = text(cell)
    try:
        match = DATE.match(given)
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
        if given.isdecimal() and len(given) == 8:
            return date(int(given[:4]), int(given[4:6]), int(given[6:]))
        if isinstance(cell, int | float) and 1 <= cell < 60_000:
            return EXCEL_DAY_ZERO + timedelta(days=int(cell))
    except ValueError:
        return None
    return None


def _read_categories(row: Row, cells: dict[str, Any], own: frozenset[str]) -> None:
    for given in re.split(r"[、,，;；/\s]+", text(cells.get("category"))):
        if given in NOTHING:
            continue
        category = CATEGORIES.get(given)
        if category is None:
            row.wrong("category", _("有一个类别看不懂，请用系统列出的名称，多个类别用顿号隔开。"))
        elif category not in own:
            row.wrong("category", _("这一类别由乡镇社工站或区县登记，请删去后再导入。"))
        elif category not in row.entry.categories:
            row.entry.categories.append(str(category))
