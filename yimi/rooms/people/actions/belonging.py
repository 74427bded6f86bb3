"""Rows of memberships begin and end here and nowhere else, many at once; `Person.household` goes with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor
from yimi.kernel.errors import Refusal
from yimi.rooms.people.models import Household, Membership, Person
from yimi.rooms.people.states import Kin, Left


def _begin(
    homes: Mapping[int, int],
    *,
    came: str,
    by: Actor,
    since: date | None = None,
    heads: Collection[int] = (),
    second: bool = False,
) -> None:
    """People (keys) belong to households (values) from `since` on; none running before. Sets no `Person.household`."""
    now = clock.now()
    Membership.objects.bulk_create(
        (
            Membership(
                person_id=person, household_id=home, came=came, since=since, entered_at=now,
                entered_by=by.audit_name, is_second=second, kin=Kin.HEAD if person in heads else "",
            )
            for person, home in homes.items()
        ),
        batch_size=1000,
    )  # fmt: skip


def _end(rows: Q, *, left: str, by: Actor, on: date | None = None) -> None:
    """The running memberships that `rows` names are over with the day `on`, today unless given.

    Refused: a day before somebody came, or in the future.
    """
    day, running = on or clock.today(), Membership.objects.running().filter(rows)
    if day > clock.today() or running.filter(since__gt=day).exists():
        raise Refusal(_("离开的日期要在来的日期以后，也不能在今天以后。"), field="on")
    running.update(until=day, left=left, ended_at=clock.now(), ended_by=by.audit_name)


def _move(
    people: Collection[Person], home: Household, *, came: str, left: str, by: Actor, since: date | None
) -> None:
    """Locked people leave the household they belong to and belong to `home` from `since` on; whoever does already stays."""
    moving = [each for each in people if each.household_id != home.pk]
    keys = [each.pk for each in moving]
    _end(Q(person__in=keys, is_second=False), left=left, by=by, on=since)
    # whoever lived here too lives here now
    _end(Q(person__in=keys, household=home), left=Left.OTHER, by=by, on=since)
    heads = {home.head_id} if home.head_id else set()
    _begin(dict.fromkeys(keys, home.pk), came=came, by=by, since=since, heads=heads)
    Household.objects.filter(head__in=keys).exclude(pk=home.pk).update(head=None)
    Person.objects.filter(pk__in=keys).update(household=home)


def _out(person: Person, *, left: str, by: Actor, on: date | None = None) -> None:
    """Out of the main household; where somebody lived too becomes the main one. Saves `household` of a locked person."""
    _end(Q(person=person, is_second=False), left=left, by=by, on=on)
    second = None
    if left not in (Left.DIED,):
        second = Membership.objects.running().filter(person=person).order_by("pk").first()
    else:
        _end(Q(person=person), left=left, by=by, on=on)
    if second is not None:
        second.is_second = False
        second.save(update_fields=["is_second"])
    person.household_id = second.household_id if second else None
    person.save(update_fields=["household"])
