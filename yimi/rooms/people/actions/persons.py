"""Persons: filing, correcting, deaths and double files."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, System, action
from yimi.kernel.action import note as write_down
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.ids import check_id18
from yimi.rooms.people import rules
from yimi.rooms.people.access import only_within
from yimi.rooms.people.actions.approving import _is_approved
from yimi.rooms.people.actions.belonging import _begin, _end, _out
from yimi.rooms.people.models import ChangeRequest, Household, Person
from yimi.rooms.people.seen import MOVED, still
from yimi.rooms.people.states import Came, ChangeKind, Left, Sex
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level

#: What `correct_person` may change.
CORRECTABLE = frozenset({"name", "sex", "birth_date", "id_number", "phone", "note", "division", "household"})
PRIVATE = ("name", "id_number", "phone", "note", "birth_date")


@action(private=PRIVATE)
def add_person(
    *,
    name: str,
    division: Division,
    by: Actor,
    id_number: str = "",
    birth_date: date | None = None,
    sex: str = Sex.UNKNOWN,
    phone: str = "",
    household: Household | None = None,
    note: str = "",
    alike: Collection[Person] = (),
    unlike: str = "",
) -> Person:
    """File a person in a village or natural village (A0-04); an ID number sets birth date and sex.

    `alike` are the files that were shown as likely the same; `unlike` (one of `Unlike`) says why they are not.

    Refused: outside the actor's area (NotYours), no name, neither ID number nor birth date, a number that
    does not check (GB 11643) or contradicts the birth date, a phone that is none, a person filed already.
    """
    only_within(by, division.code)
    person = Person(division=division, county=division.county_code, household=household)
    given = {"name": name, "sex": sex, "birth_date": birth_date, "phone": phone, "note": note}
    _fill(person, given | {"id_number": id_number})
    _check(person)
    person.save()
    if household is not None:
        heads = {household.head_id} if household.head_id else set()
        _begin({person.pk: household.pk}, came=Came.FILED, by=by, heads=heads)
    if alike:
        write_down(looked_at=" ".join(str(each.pk) for each in alike))
    return person


@action(private=("changes",))
def correct_person(
    *, person: Person, changes: dict[str, Any], by: Actor, approved: ChangeRequest | None = None
) -> Person:
    """Correct a file (PIPL 46): any of `CORRECTABLE`; an empty text clears a phone or a note.

    Refused as in `add_person`; a move to another village must lie within the actor's area at both ends, and of somebody
    who was moved meanwhile it is refused (Stale): `person` says what whoever decided has seen. Another ID number than
    the one on file is asked for with evidence and approved by somebody else (`approved`).
    """
    seen = person
    # without its division: joined, a row that was moved while we waited would not be found at all
    person = Person.objects.select_for_update().get(pk=person.pk)
    only_within(by, person.division_id)
    if any(key in changes and not still(key, seen, person) for key in ("division", "household")):
        raise Stale(MOVED)
    unknown = sorted(set(changes) - CORRECTABLE)
    if unknown:
        raise Refusal(_("这些内容不能在这里更正：%(what)s。") % {"what": "、".join(unknown)})
    _only_approved(person, changes, approved, by)
    if "division" in changes:
        only_within(by, changes["division"].code)
        person.division = changes["division"]
    moving = "household" in changes and changes["household"] != person.household
    if moving:
        person.household = changes["household"]
    _fill(person, {key: value for key, value in changes.items() if key not in ("division", "household")})
    _check(person)
    person.save()
    if moving:
        _rehoused(person, seen.household_id, by)
    _note_fields(changes)
    return person


@action
def record_death(*, person: Person, on: date, by: Actor) -> Person:
    """Mark a person as deceased; the file stays and is no longer found in searches.

    Refused: outside the actor's area (NotYours), a day in the future or before birth, a second time (Stale).
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    only_within(by, person.division_id)
    if person.deceased_on is not None:
        raise Stale(_("这个人的去世日期已经登记为 %(day)s。") % {"day": person.deceased_on.isoformat()})
    if on > clock.today() or (person.birth_date is not None and on < person.birth_date):
        raise Refusal(_("去世日期不能在今天以后，也不能早于出生日期。"), field="on")
    person.deceased_on = on
    person.save(update_fields=["deceased_on"])
    _out(person, left=Left.DIED, by=by, on=on)
    return person


def _fill(person: Person, given: dict[str, Any]) -> None:
    """Write cleaned values and everything that is computed from them (indexes, search keys)."""
    if "name" in given:
        person.take_name(rules.clean_name(given["name"] or ""))
    if "phone" in given:
        person.take_phone(rules.clean_phone(given["phone"] or ""))
    for key in ("sex", "birth_date"):
        if given.get(key):
            setattr(person, key, given[key])
    if "note" in given:
        person.note = (given["note"] or "").strip()
    if given.get("id_number"):
        number = check_id18(given["id_number"])
        if given.get("birth_date") and given["birth_date"] != number.birth:
            raise Refusal(_("出生日期与身份证号不一致，请核对其中一项。"), field="birth_date")
        person.take_number(number.number)
        person.birth_date, person.sex = number.birth, number.sex


def _check(person: Person) -> None:
    if not person.name:
        raise Refusal(_("请填写姓名。"), field="name")
    if person.birth_date is None:
        raise Refusal(_("身份证号和出生日期至少填一项。"), field="id_number")
    if person.birth_date > clock.today():
        raise Refusal(_("出生日期不能在今天以后。"), field="birth_date")
    if person.phone and not rules.is_phone(person.phone):
        raise Refusal(_("电话应为 11 位手机号，或带区号的座机号码。"), field="phone")
    if person.division.level < Level.VILLAGE:
        raise Refusal(_("人员要登记到村（社区）或自然村（组），请选到村。"), field="division")
    if person.household is not None and person.household.county != person.county:
        raise Refusal(_("所选的户不在本县，请重新选择。"), field="household")
    _check_once(person)


def _check_once(person: Person) -> None:
    """A sentence with the field, before the constraint says the same without one."""
    twins = Person.objects.present().filter(county=person.county, id_index=person.id_index)
    if person.id_index and twins.exclude(pk=person.pk).exists():
        raise Refusal(
            _("这个身份证号在本县台账中已有一人，请先查找，不要重复建档。"),
            field="id_number",
            code="filed_already",
        )


def _only_approved(
    person: Person, changes: dict[str, Any], approved: ChangeRequest | None, by: Actor
) -> None:
    """A number that is missing may be filled in; one that is there says who is paid, and takes two."""
    given = "".join((changes.get("id_number") or "").split()).upper()
    if not given or not person.id_number or given == person.id_number or isinstance(by, System):
        return
    if not _is_approved(approved, ChangeKind.ID_NUMBER, person, by):
        raise Refusal(_("身份证号已经登记。要改号码，请申请变更，由另一位同事批准。"), field="id_number")


def _rehoused(person: Person, before: int | None, by: Actor) -> None:
    """Out of the household there was, into the one that stands on the person now."""
    now = person.household
    if before is not None:
        _end(Q(person=person, is_second=False), left=Left.MOVED, by=by)
        Household.objects.filter(head=person, pk=before).update(head=None)
    if now is not None:
        _end(Q(person=person, household=now), left=Left.OTHER, by=by)
        _begin({person.pk: now.pk}, came=Came.MOVED, by=by, since=clock.today())


def _note_fields(changes: dict[str, Any]) -> None:
    """Which fields were corrected, never what they say."""
    write_down(fields=" ".join(sorted(changes)))
