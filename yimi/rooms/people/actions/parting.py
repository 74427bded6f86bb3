"""Two files of one human being, and the way back: both histories stay where they are (A0-04)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.people.access import CONFIRMERS, named, only_within
from yimi.rooms.people.models import Merge, Person


@action
def merge_person(*, person: Person, into: Person, by: Actor) -> Person:
    """Two files of one human being: `person` points to `into` from now on and is no longer found (A0-04).

    Only the station or the county. Refused: outside the area (NotYours), different counties or ID numbers,
    a file merged or erased before (Stale). Nothing is deleted; sessions keep pointing where they pointed.
    """
    rows = Person.objects.filter(pk__in=(person.pk, into.pk)).order_by("pk").select_for_update()
    files = {row.pk: row for row in rows}
    if len(files) != 2:
        raise Refusal(_("请选择两份不同的档案。"))
    person, into = files[person.pk], files[into.pk]
    for each in (person, into):
        only_within(by, each.division_id, CONFIRMERS)
        if each.merged_into_id is not None or each.erased_at is not None:
            raise Stale(_("其中一份档案已经并入另一份，请刷新后再看。"))
    if person.county != into.county:
        raise Refusal(_("两份档案不在同一个县，不能合并。"))
    if person.id_index and into.id_index and person.id_index != into.id_index:
        raise Refusal(_("两份档案的身份证号不同，不是同一个人；如有一个写错，请先更正。"))
    now, who = clock.now(), named(by)
    person.merged_into, person.merged_at, person.merged_by = into, now, who
    person.save(update_fields=["merged_into", "merged_at", "merged_by"])
    Merge.objects.create(person=person, into=into, merged_at=now, merged_by=who)
    return into


@action
def unmerge_person(*, person: Person, reason: str, by: Actor) -> Person:
    """They were two people after all: the file stands for itself again, with everything that points to it.

    Refused: not the station or the county there (NotYours), no reason, not merged (Stale), an ID number that
    another living file holds by now.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    only_within(by, person.division_id, CONFIRMERS)
    into = person.merged_into
    if into is None:
        raise Stale(_("这份档案没有并入别的档案。"))
    if not reason.strip():
        raise Refusal(_("请写明为什么要拆开。"), field="reason")
    now, who = clock.now(), named(by)
    row, _made = Merge.objects.get_or_create(
        person=person,
        parted_at=None,
        defaults={
            "into": into,
            "merged_at": person.merged_at or now,
            "merged_by": person.merged_by or who,
        },
    )
    row.parted_at, row.parted_by, row.reason = now, who, reason.strip()
    row.save(update_fields=["parted_at", "parted_by", "reason"])
    person.merged_into = person.merged_at = person.merged_by = None
    person.save(update_fields=["merged_into", "merged_at", "merged_by"])
    return person
