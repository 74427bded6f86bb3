"""Rows of a sheet that would be new, and whom of the register they may be: a sentence in the preview, nothing decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from yimi.kernel.fields import blind_index
from yimi.kernel.reach import Reach
from yimi.rooms.people.access import KEEPERS
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries.likely import SURE, Said, likeness
from yimi.rooms.people.rules import PHONE_PURPOSE
from yimi.rooms.people.sheet.cells import Row
from yimi.rooms.people.sounding import whole_sounds
from yimi.rooms.people.states import Likeness


def hint(county: str, rows: Sequence[Row], reach: Reach) -> None:
    """Tell of each row who may be the same: same phone, or name (as written or heard) and birth date; one query."""
    known = {row.number: _said(row) for row in rows}
    phones, days = defaultdict(list), defaultdict(list)
    for person in _candidates(county, list(known.values())):
        phones[person.phone_index].append(person)
        days[person.birth_date].append(person)
    for row in rows:
        said = known[row.number]
        near = {
            each.pk: each
            for each in (*(phones[said.phone_index] if said.phone_index else ()), *days[said.born])
        }
        found = [(person, why) for person in near.values() if (why := likeness(said, person))]
        if found:
            person, why = min(found, key=lambda each: list(Likeness).index(each[1][0]))
            _tell(row, person, why, reach)


def _said(row: Row) -> Said:
    phone = blind_index(row.entry.phone, PHONE_PURPOSE) if row.entry.phone else ""
    return Said(name=row.entry.name, phone_index=phone, born=row.entry.born)


def _candidates(county: str, said: list[Said]) -> list[Person]:
    sounds = sorted({key for each in said for key in whole_sounds(each.name)})
    asked = Q(name_sounds__overlap=sounds, birth_date__in={each.born for each in said})
    phones = {each.phone_index for each in said} - {""}
    if phones:
        asked |= Q(phone_index__in=phones)
    people = Person.objects.present().filter(county=county).filter(asked).select_related("division")
    return list(people.order_by("pk"))


def _tell(row: Row, person: Person, why: tuple[Likeness, ...], reach: Reach) -> None:
    if reach.covers(person.division_id, *KEEPERS):
        said = _("可能与台账中%(place)s的%(who)s是同一个人：%(why)s。是同一个人的，请不要导入这一行。") % {
            "place": person.division.name, "who": person.masked_name, "why": "、".join(str(each.label) for each in why),
        }  # fmt: skip
        row.notice("name", said)
    elif not SURE.isdisjoint(why):
        row.notice("name", _("可能与别的村（社区）一个人是同一个人，不在您负责的范围内，请先问乡镇社工站。"))
