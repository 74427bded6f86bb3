"""The good rows of a batch enter the register: one transaction, a constant number of queries per 500 rows."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal
from yimi.kernel.fields import blind_index
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.people import matching
from yimi.rooms.people.access import KEEPERS, named, reach_of
from yimi.rooms.people.actions.belonging import _begin
from yimi.rooms.people.actions.imports import _own_staged
from yimi.rooms.people.actions.locating import POINT, _locate
from yimi.rooms.people.actions.undoing import FILLED_PURPOSE
from yimi.rooms.people.models import Household, ImportBatch, ImportRow, Person, PersonCategory
from yimi.rooms.people.queries import next_household_codes
from yimi.rooms.people.sheet.cells import Entry, Row
from yimi.rooms.people.states import BatchState, Came, RowOutcome

Home = tuple[str, str]  # where, and the head's name


@action
def accept_batch(*, batch: ImportBatch, by: Actor) -> ImportBatch:
    """Merge the good rows into the register: new persons, empty fields filled, nothing overwritten.

    Rows the register has changed its mind about since staging become refused rows with a sentence. Refused:
    somebody else's batch (NotYours), one decided before (Stale, says when and by whom), one without a good
    row, one whose area the actor has lost. After it the cells are erased.
    """
    batch = _own_staged(batch, by)
    reach = reach_of(by)
    stored = {
        row.row_number: row
        for row in batch.rows.exclude(outcome=RowOutcome.REFUSED)
        .filter(is_left_out=False)
        .order_by("row_number")
    }
    rows = [_opened(row) for row in stored.values()]
    if not rows:
        raise Refusal(_("这个批次没有可以导入的行，请改好表格后重新上传。"))
    if not all(reach.covers(row.entry.division, *KEEPERS) for row in rows):
        raise Refusal(_("表中有些地方已不在您负责的范围内，请重新上传文件。"))
    merged = _Merge(batch, by=named(by), reach=reach)
    for step in matching.steps(rows):
        merged.persons(step, stored)
    for step in matching.steps(merged.rows):
        merged.households(step)
    for step in matching.steps(merged.rows):
        merged.located |= _locate(step, merged.people)
    for step in matching.steps(merged.rows):
        merged.categories(step)
    merged.write(stored.values())
    batch.state, batch.accepted_at, batch.accepted_by = BatchState.ACCEPTED, clock.now(), named(by)
    batch.rows_good, batch.rows_refused = len(merged.rows), batch.rows_refused + len(rows) - len(merged.rows)
    batch.save(update_fields=["state", "accepted_at", "accepted_by", "rows_good", "rows_refused"])
    note(**{f"rows_{outcome}": count for outcome, count in merged.outcomes.items()})
    return batch


def _opened(row: ImportRow) -> Row:
    return Row(row.row_number, Entry(**json.loads(row.cells)), notices=list(row.notices))


class _Merge:
    """One acceptance: which row became which person."""

    def __init__(self, batch: ImportBatch, *, by: User, reach: Reach) -> None:
        self.batch = batch
        self.by = by
        self.reach = reach
        self.people: dict[int, Person] = {}
        self.rows: list[Row] = []
        self.outcomes: Counter[str] = Counter()
        self.heads: dict[Home, Person] = {}
        self.seen: dict[Home, set[int]] = {}
        self.joined: dict[int, int | None] = {}
        self.opened: dict[int, int] = {}
        self.located: dict[int, str] = {}
        self.made: dict[int, list[int]] = defaultdict(list)

    def persons(self, step: Sequence[Row], stored: dict[int, ImportRow]) -> None:
        """File who is new, fill what is empty; the register is asked again, it may have changed since."""
        found = matching.filed(self.batch.county, step, lock=True)
        new, filled = [], []
        for row in step:
            person = found.get(row.number)
            covered = person is None or self.reach.covers(person.division_id, *KEEPERS)
            row.notices.clear()
            outcome = matching.compare(row, person, covered)
            entry = stored[row.number]
            entry.outcome, entry.problems, entry.notices = outcome, row.problems, row.notices
            self.outcomes[outcome] += 1
            if outcome == RowOutcome.REFUSED:
                continue
            if person is None:
                person = _new_person(self.batch.county, row.entry)
                new.append(person)
            elif names := _fill_empty(person, row.entry):
                entry.filled = {
                    name: blind_index(str(getattr(person, name)), FILLED_PURPOSE) for name in names
                }
                filled.append(person)
            self.rows.append(row)
            self.people[row.number] = person
        Person.objects.bulk_create(new)
        Person.objects.bulk_update(filled, ["phone", "phone_index", "id_number", "id_index", "sex", "note"])

    def households(self, step: Sequence[Row]) -> None:
        """Put people into the household of the head they name: one filed before, or a new one."""
        homes = {home for row in step if (home := _home(row.entry))}
        self._find_heads(homes)
        missing = {
            home: self.heads[home]
            for home in homes
            if home in self.heads and not self.heads[home].household_id
        }
        self._open(
            missing, {home: row.entry.address for row in step if (home := _home(row.entry)) in missing}
        )
        moved = []
        for row in step:
            head = self.heads.get(_home(row.entry) or ("", ""))
            if row.entry.head and head is None:
                row.notice("head", _("找不到这位户主，或同村有几位同名的人，没有编入户；请在档案里编户。"))
            person = self.people[row.number]
            if head is not None and person.household_id is None:
                person.household_id = head.household_id
                moved.append(person)
                self.joined[row.number] = head.household_id
        _join(moved)
        self._belong(moved)

    def _find_heads(self, homes: set[Home]) -> None:
        if not self.seen:
            for row in self.rows:
                self._claim((row.entry.division, row.entry.name), self.people[row.number])
        wanted = homes - self.seen.keys()
        filed = Person.objects.present().filter(
            division_id__in={place for place, _name in wanted},
            name_keys__overlap=[name.replace(" ", "").lower() for _place, name in wanted],
        )
        for person in filed if wanted else ():
            if (person.division_id, person.name) in wanted:
                self._claim((person.division_id, person.name), person)

    def _claim(self, home: Home, person: Person) -> None:
        """Two namesakes in one place are nobody's head: a clerk decides, not the order of rows."""
        self.seen.setdefault(home, set()).add(person.pk)
        if len(self.seen[home]) == 1:
            self.heads[home] = person
        else:
            self.heads.pop(home, None)

    def _open(self, missing: dict[Home, Person], addresses: dict[Home, str]) -> None:
        if not missing:
            return
        codes = next_household_codes(Counter(place for place, _name in missing))
        opened = [
            Household(
                code19=codes[home[0]].pop(0),
                division_id=home[0],
                head=head,
                address=addresses.get(home, ""),
                county=self.batch.county,
            )
            for home, head in sorted(missing.items(), key=lambda each: each[0])
        ]
        for household in Household.objects.bulk_create(opened):
            assert household.head is not None
            household.head.household_id = household.pk
            self.opened[household.head.pk] = household.pk
        _join(missing.values())
        self._belong(missing.values())

    def _belong(self, people: Iterable[Person]) -> None:
        """A sheet says who lives where, not since when."""
        homes = {each.pk: each.household_id for each in people if each.household_id is not None}
        _begin(homes, came=Came.FILED, by=self.by, heads=self.opened)

    def categories(self, step: Sequence[Row]) -> None:
        """Categories the person does not hold already run from today; somebody else than the importer confirms them."""
        today = clock.today()
        wanted = [(self.people[row.number], row.entry) for row in step if row.entry.categories]
        held = _held([person.pk for person, _entry in wanted], today)
        made = PersonCategory.objects.bulk_create(
            PersonCategory(
                person=person,
                category=category,
                valid_from=today,
                source=_("导入表格 %(file)s") % {"file": self.batch.file_name},
                entered_by=self.by,
            )
            for person, entry in wanted
            for category in entry.categories
            if category not in held[person.pk]
        )
        for each in made:
            self.made[each.person_id].append(each.pk)

    def write(self, stored: Iterable[ImportRow]) -> None:
        """What became of each row; the cells are erased, refused ones too."""
        notices = {row.number: row.notices for row in self.rows}
        rows = list(stored)
        for row in rows:
            row.cells = ""
            row.person = self.people.get(row.row_number)
            row.notices = notices.get(row.row_number, row.notices)
            if row.row_number in self.located:
                row.filled = row.filled | {POINT: self.located[row.row_number]}
            if row.person is not None:
                row.household_id = self.joined.get(row.row_number) or self.opened.get(row.person.pk)
                row.opened_id = self.opened.get(row.person.pk)
                row.categories = self.made.get(row.person.pk, [])
        self.batch.rows.filter(Q(outcome=RowOutcome.REFUSED) | Q(is_left_out=True)).update(cells="")
        ImportRow.objects.bulk_create(  # an upsert: many times faster than bulk_update
            rows,
            batch_size=matching.STEP,
            update_conflicts=True,
            unique_fields=["batch", "row_number"],
            update_fields=[
                "cells",
                "person",
                "outcome",
                "problems",
                "notices",
                "filled",
                "household",
                "opened",
                "categories",
            ],
        )


def _join(people: Iterable[Person]) -> None:
    """Write the households of many people in one statement."""
    joined = [(person.pk, person.household_id) for person in people]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person SET household_id = new.household_id"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS new(id, household_id)"
            " WHERE people_person.id = new.id",
            [[pk for pk, _home in joined], [home for _pk, home in joined]],
        )


def _home(entry: Entry) -> Home | None:
    if not entry.head:
        return None
    return entry.division, entry.name if entry.head in ("是", "本人", "户主") else entry.head


def _new_person(county: str, entry: Entry) -> Person:
    person = Person(
        county=county, division_id=entry.division, sex=entry.sex, birth_date=entry.born, note=entry.note
    )
    person.take_name(entry.name)
    person.take_phone(entry.phone)
    person.take_number(entry.id_number)
    return person


def _fill_empty(person: Person, entry: Entry) -> list[str]:
    """Fill what the file of a person lacks; the names of the fields that were."""
    names = []
    if entry.phone and not person.phone:
        person.take_phone(entry.phone)
        names.append("phone")
    if entry.id_number and not person.id_number:
        person.take_number(entry.id_number)
        person.sex = entry.sex
        names.append("id_number")
    if entry.note and not person.note:
        person.note = entry.note
        names.append("note")
    return names


def _held(person_ids: list[int], day: date) -> dict[int, set[str]]:
    held: dict[int, set[str]] = defaultdict(set)
    rows = PersonCategory.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), person_id__in=person_ids)
    for person_id, category in rows.values_list("person_id", "category"):
        held[person_id].add(category)
    return held
