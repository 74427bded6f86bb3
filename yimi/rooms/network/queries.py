"""Who serves where as what; and `reach`, on which every scope in the house stands."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, System
from yimi.kernel.asking import asked_once
from yimi.kernel.errors import NotYours
from yimi.kernel.prepared import Prepared
from yimi.kernel.reach import Hat, Reach
from yimi.rooms.accounts.models import AdminGrant, User
from yimi.rooms.accounts.states import Role
from yimi.rooms.network.models import Assignment, DeclaredRelation, Organisation, StatusChange
from yimi.rooms.network.states import DELEGATES, OrganisationKind, OrganisationStatus
from yimi.rooms.places.rules import stem_of


def reach(user: object, on: datetime.date | None = None) -> Reach:
    """How far a person's hands go on a day (today when none is given), as a plain value; two queries, asked once
    in a request and anew after an action.

    Fails closed: nobody, an inactive user, an ended or future assignment and a struck-off organisation give
    no hat. A suspended provider keeps reading what is its own; whether it may answer call-outs is
    `Organisation.can_take_orders`. Administrators see the county of their grant.
    """
    if not isinstance(user, User) or user.pk is None:
        return Reach.nothing()
    if not user.is_active:
        return Reach.nothing(user.pk)
    day = on or clock.today()
    return asked_once(
        ("reach", user.pk, day),
        lambda: Reach(user_id=user.pk, hats=(*_service_hats(user, day), *_administrator_hats(user))),
    )


def _service_hats(user: User, on: datetime.date) -> list[Hat]:
    return [
        Hat(role=role, organisation_id=place, organisation_kind=kind, stem=stem_of(division), county=county)
        for role, place, kind, division, county in _SERVICE.rows(user.pk, on)
    ]


def _service(user_id: int, on: datetime.date) -> QuerySet[Assignment, tuple[Any, ...]]:
    assignments = (
        Assignment.objects.current(on)
        .filter(user_id=user_id, user__is_active=True)
        .exclude(organisation__status=OrganisationStatus.STRUCK_OFF)
        .order_by("pk")
    )
    return assignments.values_list(
        "role", "organisation_id", "organisation__kind", "division_id", "organisation__county"
    )


def _administrator_hats(user: User) -> list[Hat]:
    return [
        Hat(role=role, organisation_id=None, organisation_kind="", stem=county, county=county)
        for role, county in _GRANTS.rows(user.pk)
    ]


def _grants(user_id: int) -> QuerySet[AdminGrant, tuple[Any, ...]]:
    held = AdminGrant.objects.filter(user_id=user_id, user__is_active=True, ended_at__isnull=True)
    return held.order_by("pk").values_list("role", "county")


_SERVICE, _GRANTS = Prepared(_service), Prepared(_grants)  # asked with every request


def roles_of(user: User, on: datetime.date | None = None) -> frozenset[Role]:
    """Every role held on a day, service or administrator: porch asks if one wants a second factor."""
    return frozenset(Role(hat.role) for hat in reach(user, on).hats)


def held_by(user: User, on: datetime.date) -> list[tuple[str, str]]:
    """(role, county) of everything held on `on` or later: what a new role must be compatible with."""
    service = Assignment.objects.not_over(on).filter(user=user)
    grants = AdminGrant.objects.filter(user=user, ended_at__isnull=True)
    return [
        *service.order_by("pk").values_list("role", "organisation__county"),
        *grants.values_list("role", "county"),
    ]


def staff_of(organisation_id: int, on: datetime.date | None = None) -> QuerySet[User]:
    """The active people who serve in an organisation on a day, by name; each once."""
    current = Assignment.objects.current(on or clock.today()).filter(organisation_id=organisation_id)
    return User.objects.active().filter(pk__in=current.values("user_id")).order_by("display_name", "pk")


def holders_of(organisation_id: int, *roles: str, on: datetime.date | None = None) -> list[int]:
    """Ids of the active people with one of these roles in an organisation: whom the outbox tells."""
    current = Assignment.objects.current(on or clock.today()).filter(
        organisation_id=organisation_id, role__in=roles, user__is_active=True
    )
    return sorted(set(current.values_list("user_id", flat=True)))


def holders_in(county: str, *roles: str, on: datetime.date | None = None) -> list[int]:
    """Ids of the active people with one of these roles anywhere in a county."""
    current = Assignment.objects.current(on or clock.today()).filter(
        organisation__county=county, role__in=roles, user__is_active=True
    )
    return sorted(set(current.values_list("user_id", flat=True)))


def providers_in(county: str) -> QuerySet[Organisation]:
    """The county's providers that have not been struck off, by name; suspended ones included."""
    found = Organisation.objects.filter(county=county, kind=OrganisationKind.PROVIDER)
    return found.exclude(status=OrganisationStatus.STRUCK_OFF).order_by("name")


def bureau_of(county: str) -> Organisation | None:
    """The county's competent body, whatever it is called (B14)."""
    found = Organisation.objects.filter(county=county, kind=OrganisationKind.BUREAU)
    return found.exclude(status=OrganisationStatus.STRUCK_OFF).order_by("pk").first()


def station_of(code: str) -> Organisation | None:
    """The station whose area holds the place with this code: the town's, for a village."""
    return _office_of(code, OrganisationKind.STATION)


def village_committee_of(code: str) -> Organisation | None:
    """The committee of the village or community with this code, or of a natural village in it."""
    return _office_of(code, OrganisationKind.VILLAGE_COMMITTEE)


def _office_of(code: str, kind: OrganisationKind) -> Organisation | None:
    """The office of this kind for the place itself or the nearest place above it."""
    length = len(stem_of(code))
    stems = [code[:size] for size in (15, 12, 9, 6) if size <= length]
    codes = {stem.ljust(12, "0"): -len(stem) for stem in stems}
    found = Organisation.objects.filter(kind=kind, division_id__in=list(codes))
    offices = found.exclude(status=OrganisationStatus.STRUCK_OFF)
    return min(offices, key=lambda each: codes[each.division_id], default=None)


def changes_of(organisation: Organisation) -> list[StatusChange]:
    """Why an organisation's status is what it is, the latest first."""
    return list(StatusChange.objects.filter(organisation=organisation).order_by("-pk"))


def related(user_ids: set[int], others: set[int]) -> list[tuple[int, int]]:
    """Declared relations between the two groups of people, smaller id first (collusion signals, E7)."""
    return sorted(_declared(user_ids, others) | _declared(others, user_ids))


def _declared(first: set[int], second: set[int]) -> set[tuple[int, int]]:
    rows = DeclaredRelation.objects.filter(user_a_id__in=first, user_b_id__in=second)
    return set(rows.values_list("user_a_id", "user_b_id"))


def require(by: Actor, county: str, *roles: Role) -> None:
    """Let the house itself pass, and whoever wears one of these roles in the county; refuse anybody else."""
    if isinstance(by, System) or county in reach(by).counties(*roles):
        return
    names = "、".join(str(role.label) for role in roles)
    raise NotYours(_("这件事由本区县的%(roles)s来做。") % {"roles": names})


def require_appointer(by: Actor, role: str, organisation: Organisation) -> None:
    """Who may give or end a role: the security administrator of the county; a station's head for workers and
    village members in the town; a provider's manager for its own workers."""
    if isinstance(by, System):
        return
    hands = reach(by)
    if organisation.county in hands.counties(Role.SECURITY_ADMIN):
        return
    for chief, roles in DELEGATES.items():
        if role not in roles:
            continue
        if organisation.pk in hands.organisations(chief):
            return
        if chief == Role.STATION_HEAD and hands.covers(organisation.division_id, chief):
            return
    raise NotYours(_("任职由安全管理员授予；站长和机构负责人只能安排自己的人。"))
