"""Hazards at home: found, and removed by a deed that is written down (A1-14, AL07)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.care.access import only_visitor
from yimi.rooms.care.models import Hazard
from yimi.rooms.care.states import HazardKind
from yimi.rooms.people.models import Person, SurveyForm
from yimi.rooms.projects.queries.who import name_of, user_of


@action(private=("before",))
def find_hazard(*, person: Person, kind: str, before: str, by: Actor) -> Hazard:
    """Write down what is dangerous at somebody's home; open for `hazard_open_days` it becomes an alert (AL07).

    Refused: not of the station or village there (NotYours), no kind, nothing said.
    """
    only_visitor(by, person.division_id)
    if kind not in HazardKind.values or not before.strip():
        raise Refusal(_("请选择哪一类隐患，并写明看到什么。"), field="before")
    return _found(person, kind, before.strip(), by)


@action(private=("after",))
def remove_hazard(*, hazard: Hazard, after: str, by: Actor) -> Hazard:
    """Say how it was removed. Refused: not of the station or village there (NotYours), nothing said, twice (Stale)."""
    hazard = Hazard.objects.select_for_update(of=("self",)).select_related("person").get(pk=hazard.pk)
    only_visitor(by, hazard.person.division_id)
    if hazard.removed_at is not None:
        raise Stale(_("这处隐患已经登记排除。"))
    if not after.strip():
        raise Refusal(_("请写明是怎么排除的。"), field="after")
    hazard.after, hazard.removed_at, hazard.removed_by = after.strip(), clock.now(), name_of(by)
    hazard.save(update_fields=["after", "removed_at", "removed_by"])
    return hazard


def _found(person: Person, kind: str, before: str, by: Actor, survey: SurveyForm | None = None) -> Hazard:
    if survey is not None and (known := Hazard.objects.filter(survey=survey).first()):
        return known
    return Hazard.objects.create(
        person=person, county=person.county, kind=kind, before=before, found_at=clock.now(), found_by=name_of(by),
        reporter=user_of(by), survey=survey,
    )  # fmt: skip
