"""An import is taken back: what it added goes, what somebody has worked with since stays and is named."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.fields import blind_index
from yimi.rooms.people import matching
from yimi.rooms.people.access import named
from yimi.rooms.people.actions.imports import _own_staged
from yimi.rooms.people.actions.locating import POINT, _unlocate
from yimi.rooms.people.models import Household, ImportBatch, ImportRow, Membership, Person, PersonCategory
from yimi.rooms.people.queries.used import used_elsewhere
from yimi.rooms.people.states import BatchState, Came, RowOutcome

FILLED_PURPOSE = "import_filled"
TAKERS = {"phone": Person.take_phone, "id_number": Person.take_number}


@action
def leave_out_row(*, batch: ImportBatch, row_number: int, leave_out: bool, by: Actor) -> ImportRow:
    """One row of a staged sheet is not to be imported, or is again; what is refused stays so.

    Refused: somebody else's batch (NotYours), one decided before (Stale), a row with problems.
    """
    batch = _own_staged(batch, by)
    row = batch.rows.filter(row_number=row_number).exclude(outcome=RowOutcome.REFUSED).first()
    if row is None:
        raise Refusal(_("这一行有问题，本来就不会导入；请改好表格后重新上传。"))
    if row.is_left_out != leave_out:
        row.is_left_out = leave_out
        row.save(update_fields=["is_left_out"])
        batch.rows_good += -1 if leave_out else 1
        batch.save(update_fields=["rows_good"])
    return row


@action
def undo_batch(*, batch: ImportBatch, by: Actor) -> ImportBatch:
    """Take an accepted import back: new files nobody used go, empty fields it filled are empty again.

    A file that something points to since (a visit, a session, a household of others …) stays; its row says so.
    Values changed since stay. Refused: somebody else's (NotYours), not accepted or taken back before (Stale).
    """
    rows = ImportBatch.objects.select_for_update(of=("self",)).select_related("accepted_by")
    batch = rows.get(pk=batch.pk)
    if batch.accepted_by_id != named(by).pk:
        raise NotYours(_("这个批次由另一位同事导入，请由本人撤销。"))
    if batch.state != BatchState.ACCEPTED:
        raise Stale(_("这个批次没有导入，或者已经撤销。"))
    kept = removed = 0
    done = list(batch.rows.filter(person__isnull=False).order_by("row_number"))
    for step in matching.steps(done):  # type: ignore[arg-type]
        one, other = _take_back(step)  # type: ignore[arg-type]
        kept, removed = kept + one, removed + other
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, clock.now(), named(by)
    batch.save(update_fields=["state", "undone_at", "undone_by"])
    note(removed=removed, kept=kept)
    return batch


def _take_back(rows: Sequence[ImportRow]) -> tuple[int, int]:
    """How many new files stayed, and how many went."""
    made = PersonCategory.objects.filter(pk__in=[pk for row in rows for pk in row.categories])
    made.filter(confirmed_at=None).delete()  # one that somebody has confirmed stays
    people = {
        each.pk: each
        for each in Person.objects.filter(pk__in=[row.person_id for row in rows])
        .order_by("pk")
        .select_for_update()
    }
    _unlocate(_points(rows, people).items())
    homes = {row.household_id for row in rows if row.household_id}
    joined = Person.objects.filter(
        pk__in=[row.person_id for row in rows if row.household_id], household__in=homes
    )
    # what the sheet said goes with it; whoever moved since keeps their way
    said = Membership.objects.running().filter(person__in=joined, household__in=homes, came=Came.FILED)
    taken = list(said.filter(is_second=False).values_list("person", flat=True))
    Membership.objects.running().filter(person__in=taken, household__in=homes, is_second=False)._raw_delete(
        "default"
    )
    Person.objects.filter(pk__in=taken).update(household=None)
    opened = {row.opened_id for row in rows if row.opened_id}
    Household.objects.filter(pk__in=opened, head__in=people).update(head=None)
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(household=None, opened=None)
    for row in rows:
        if row.outcome == RowOutcome.UPDATE and row.person_id is not None:
            _empty(people[row.person_id], row.filled)
    new = [row.person_id for row in rows if row.outcome == RowOutcome.NEW and row.person_id is not None]
    used = used_elsewhere(Person, new)
    gone = [pk for pk in new if pk not in used and people[pk].merged_into_id is None]
    ImportRow.objects.filter(person__in=gone).update(person=None)
    Person.objects.filter(pk__in=gone)._raw_delete("default")  # nothing points to them
    empty = opened - used_elsewhere(Household, opened)
    ImportRow.objects.filter(household__in=empty).update(household=None)
    ImportRow.objects.filter(opened__in=empty).update(opened=None)
    Household.objects.filter(pk__in=empty)._raw_delete("default")
    for row in rows:
        if row.person_id in used:
            row.notices = [
                *row.notices,
                {"column": "", "message": _("导入后已有记录用到这份档案，没有撤掉。")},
            ]
            row.save(update_fields=["notices"])
    return len(new) - len(gone), len(gone)


def _points(rows: Sequence[ImportRow], people: dict[int, Person]) -> dict[int, str]:
    """Households to which the sheet gave a point, with its fingerprint; it leaves the row's memory."""
    found: dict[int, str] = {}
    for row in rows:
        said = row.filled.pop(POINT, None)
        home = people[row.person_id].household_id if row.person_id else None
        if said and home:
            found[home] = said
    return found


def _empty(person: Person, filled: dict[str, str]) -> None:
    """Empty again what the import filled, unless somebody wrote another value since."""
    for name, fingerprint in filled.items():
        if fingerprint != blind_index(str(getattr(person, name)), FILLED_PURPOSE):
            continue
        if name in TAKERS:
            TAKERS[name](person, "")
        else:
            setattr(person, name, "")
    person.save(update_fields=["phone", "phone_index", "id_number", "id_index", "note"])
