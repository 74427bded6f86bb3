"""What is still open about somebody, so that their file stays."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.rooms.care.models import Alert
from yimi.rooms.casework.models import Case
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries.rights import files_of


def kept_open(person: Person) -> str:
    """Why a file may not be erased by anybody, whatever its years, as a sentence; empty when it may.

    Asked of every file of this human being: what was merged into it and what it was merged into.
    """
    top = Person.objects.select_related("merged_into").get(pk=person.pk)
    while top.merged_into is not None:
        top = top.merged_into
    files = files_of(top)
    if Case.objects.open().filter(person__in=files).exists():
        return _("这个人还有在办的个案，结案以后才能删除档案。")
    if Alert.objects.live().filter(person__in=files).exists():
        return _("这个人还有没办结的预警，办结以后才能删除档案。")
    return ""
