"""Rows of a sheet against the register: who is filed already, asked 500 at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from yimi.kernel.fields import blind_index
from yimi.rooms.people.models import Person
from yimi.rooms.people.rules import ID_PURPOSE
from yimi.rooms.people.sheet.cells import Entry, Row
from yimi.rooms.people.states import RowOutcome

STEP = 500
VILLAGE = 12
Who = tuple[str, date, str]


def steps(rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
    return (rows[at : at + STEP] for at in range(0, len(rows), STEP))


def index_of(entry: Entry) -> str:
    return blind_index(entry.id_number, ID_PURPOSE)


def who(entry: Entry) -> Who:
    """Without a number, a person is the name, the birth date and the village."""
    return entry.name, entry.born, entry.division[:VILLAGE]


def filed(county: str, rows: Sequence[Row], *, lock: bool = False) -> dict[int, Person]:
    """The living person of the register that each row means, by row number; two queries."""
    indexes = {row.number: index_of(row.entry) for row in rows if row.entry.id_number}
    people = Person.objects.present().filter(county=county)
    if lock:
        people = people.order_by("pk").select_for_update(no_key=True)
    by_index = {each.id_index: each for each in people.filter(id_index__in=list(indexes.values()))}
    found = {number: by_index[index] for number, index in indexes.items() if index in by_index}
    others = {row.number: row.entry for row in rows if row.number not in found}
    same = people.filter(
        name_keys__overlap=[entry.name.replace(" ", "").lower() for entry in others.values()],
        birth_date__in=[entry.born for entry in others.values()],
    )
    by_who = {(each.name, each.birth_date, each.division_id[:VILLAGE]): each for each in same}
    for number, entry in others.items():
        person = by_who.get(who(entry))
        if person is not None and not (entry.id_number and person.id_index):  # two numbers are two people
            found[number] = person
    return found


def mark_doubles(rows: Iterable[Row]) -> None:
    """The second and later rows of one person in the sheet are refused, naming the first one."""
    seen: dict[object, int] = {}
    for row in rows:
        if row.problems:
            continue
        key = row.entry.id_number or who(row.entry)
        if key in seen:
            column = "id_number" if row.entry.id_number else "name"
            row.wrong(column, _("与本表第 %(row)d 行是同一个人，请删去一行。") % {"row": seen[key]})
        else:
            seen[key] = row.number


def compare(row: Row, person: Person | None, covers: bool) -> RowOutcome:
    """What accepting would do with a good row; a person filed elsewhere refuses it, without saying where."""
    if person is None:
        return RowOutcome.NEW
    entry = row.entry
    if not covers:
        row.wrong("id_number", _("这个人在本县其他地方已有档案，不在您负责的范围内，请联系乡镇社工站。"))
        return RowOutcome.REFUSED
    if person.name != entry.name:
        row.wrong("name", _("与台账中同一身份证号的姓名不同，请核对姓名和号码。"))
        return RowOutcome.REFUSED
    if person.division_id[:VILLAGE] != entry.division[:VILLAGE]:
        row.notice("village", _("台账中在另一个村（社区），没有迁移；确已搬迁的请在档案里更正。"))
    if entry.phone and person.phone and entry.phone != person.phone:
        row.notice("phone", _("台账中已有另一个电话，没有覆盖。"))
    pairs = ((entry.phone, person.phone), (entry.note, person.note), (entry.id_number, person.id_number))
    fills = any(given and not filed for given, filed in pairs) or bool(entry.categories or entry.head)
    return RowOutcome.UPDATE if fills else RowOutcome.UNCHANGED
