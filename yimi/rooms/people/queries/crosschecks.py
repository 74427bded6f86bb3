"""A crosscheck as it is looked at: how many of each class, who of ours a line means."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from yimi.kernel.reach import Reach
from yimi.rooms.people.linkage.classes import OPEN
from yimi.rooms.people.models import Crosscheck, CrosscheckLine, Person
from yimi.rooms.people.states import LineClass


def counts(crosscheck: Crosscheck) -> list[tuple[LineClass, int]]:
    """Every class that has a line, in the order it is worked through."""
    found = dict(crosscheck.found.order_by().values_list("kind").annotate(Count("pk")))
    return [(kind, found[kind]) for kind in LineClass if found.get(kind)]


def waiting(crosscheck: Crosscheck) -> QuerySet[CrosscheckLine]:
    """The lines a person must decide."""
    return crosscheck.found.filter(kind__in=OPEN).order_by("number")


def people_of(lines: list[CrosscheckLine], reach: Reach) -> dict[int, Person]:
    """Our files behind these lines, as far as they still lie within the reach."""
    keys = [each.person_id for each in lines if each.person_id]
    people = Person.objects.visible_to(reach).filter(pk__in=keys)
    return {each.pk: each for each in people.select_related("division__parent", "household")}
