"""Who looked at a file and why; which files were kept long enough; what keeps one."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.kernel.figures import figure
from yimi.rooms.people.models import Merge, Person, PersonCategory
from yimi.rooms.people.states import RetentionRule

FILES = """WITH RECURSIVE file(id) AS (
    SELECT %s::bigint UNION SELECT person.id FROM people_person person JOIN file ON person.merged_into_id = file.id
) SELECT id FROM file"""


def looks_at(person: Person) -> QuerySet[AuditEvent]:
    """Everything the log holds about a file, the latest first: who, when, what, for which purpose (PIPL 45)."""
    return AuditEvent.objects.filter(subject="people.person", subject_id=str(person.pk)).order_by("-pk")


def files_of(person: Person) -> list[int]:
    """The keys of this file and of every file merged into it, however deep: one human being's history."""
    found, fresh = {person.pk}, {person.pk}
    while fresh:
        fresh = set(Person.objects.filter(merged_into__in=fresh).values_list("pk", flat=True)) - found
        found |= fresh
    return sorted(found)


def every_file_of(person: Person) -> RawSQL:
    """The same as `files_of`, to stand inside another query: `person__in=every_file_of(person)`."""
    return RawSQL(FILES, [person.pk])  # noqa: S611  (a constant, and a key beside it)


def merges_of(person: Person) -> list[Merge]:
    """Which files were merged into this one or this one into which, and parted again."""
    rows = Merge.objects.filter(Q(person=person) | Q(into=person))
    return list(rows.select_related("person", "into", "merged_by", "parted_by").order_by("-pk")[:20])


def kept_long_enough() -> dict[str, QuerySet[Person]]:
    """By rule, the files whose years are over (figures `deceased_keep_years`, `merged_keep_years`)."""
    there = Person.objects.filter(erased_at=None)
    return {
        RetentionRule.DECEASED: there.filter(deceased_on__lt=_ago("deceased_keep_years")),
        RetentionRule.MERGED: there.filter(merged_at__date__lt=_ago("merged_keep_years")),
    }


def why_kept(person: Person) -> str:
    """Why a file may not be erased on request yet, as a sentence; empty when it may."""
    today = clock.today()
    held = PersonCategory.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), person=person)
    if held.exists():
        return _("这个人还在享受登记的类别，依法履职需要保留档案；类别结束后再删除。")
    return ""


def _ago(key: str) -> date:
    today, years = clock.today(), figure(key)
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)
