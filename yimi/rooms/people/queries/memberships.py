"""Who lives and lived where, from when to when."""

from __future__ import annotations

from django.db.models import F, QuerySet

from yimi.kernel.reach import Reach
from yimi.rooms.people.models import SEES_PERSONS, Household, Membership, Person
from yimi.rooms.people.queries.rights import every_file_of

MOST = 60


def living_in(household: Household, reach: Reach) -> QuerySet[Membership]:
    """Running memberships of people who are there and within the reach, by age; those who live here too, last."""
    rows = Membership.objects.running().filter(
        reach.within("person__division__code", *SEES_PERSONS),
        household=household,
        person__merged_into=None,
        person__erased_at=None,
        person__deceased_on=None,
    )
    by_age = F("person__birth_date").asc(nulls_last=True)
    return rows.select_related("person").order_by("is_second", by_age, "pk")


def lived_in(household: Household, reach: Reach) -> list[tuple[Membership, str]]:
    """Whoever lived here and left, the latest first, with the name to show: of those filed elsewhere by now a masked one,
    and a file merged into another is named by that one."""
    rows = Membership.objects.filter(household=household, ended_at__isnull=False, person__erased_at=None)
    named = []
    for row in rows.select_related("person__merged_into").order_by("-until", "-pk")[:MOST]:
        who = row.person.merged_into or row.person
        named.append((row, who.name if reach.covers(who.division_id, *SEES_PERSONS) else who.masked_name))
    return named


def homes_of(person: Person) -> list[Membership]:
    """Every household of this human being, of every file merged into this one: the running ones first."""
    rows = Membership.objects.filter(person__in=every_file_of(person)).select_related("household__division")
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "is_second", "-pk")[:MOST])
