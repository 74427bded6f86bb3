"""What is still open about somebody, so that their file stays."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.utils.translation import gettext as _

from yimi.kernel.reach import Reach
from yimi.rooms.care.models import Alert
from yimi.rooms.casework.models import Case
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries.rights import files_of, kept_long_enough

OPEN = """
SELECT person.id, bool_or(EXISTS (
           SELECT 1 FROM casework_case WHERE person_id = file.id AND stage NOT IN ('closed', 'declined')))
  FROM people_person person, LATERAL care_files_of(person.id) AS file(id)
 WHERE person.id = ANY(%s) AND (
       EXISTS (SELECT 1 FROM casework_case WHERE person_id = file.id AND stage NOT IN ('closed', 'declined'))
    OR EXISTS (SELECT 1 FROM care_alert WHERE person_id = file.id AND state <> 'closed'))
 GROUP BY person.id
"""


def held_back(people: Collection[int]) -> dict[int, str]:
    """Of these files, those that something open keeps, each with the sentence; one query."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [list(people)])
        return {pk: _case() if in_case else _alert() for pk, in_case in cursor.fetchall()}


def old_but_kept(reach: Reach) -> list[tuple[Person, str]]:
    """Files of one's area whose years are over and that are not proposed, each with why; at most fifty."""
    old = [
        pk
        for people in kept_long_enough().values()
        for pk in people.filter(pk__in=Person.objects.visible_to(reach)).values_list("pk", flat=True)
    ]
    why = held_back(old)
    rows = Person.objects.visible_to(reach).filter(pk__in=why).select_related("division")
    return [(each, why[each.pk]) for each in rows.order_by("pk")[:50]]


def _case() -> str:
    return _("这个人还有在办的个案，结案以后才能删除档案。")


def _alert() -> str:
    return _("这个人还有没办结的预警，办结以后才能删除档案。")


def kept_open(person: Person) -> str:
    """Why a file may not be erased by anybody, whatever its years, as a sentence; empty when it may.

    Asked of every file of this human being: what was merged into it and what it was merged into.
    """
    top = Person.objects.select_related("merged_into").get(pk=person.pk)
    while top.merged_into is not None:
        top = top.merged_into
    files = files_of(top)
    if Case.objects.open().filter(person__in=files).exists():
        return _case()
    if Alert.objects.live().filter(person__in=files).exists():
        return _alert()
    return ""
