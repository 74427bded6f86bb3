"""Who serves where as what, from a day to a day."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts import actions as accounts
from yimi.rooms.accounts.models import AdminGrant, User
from yimi.rooms.accounts.rules import cannot_administer
from yimi.rooms.accounts.states import ADMINS, Role
from yimi.rooms.network import rules
from yimi.rooms.network.models import Assignment, Organisation
from yimi.rooms.network.queries import held_by, require_appointer
from yimi.rooms.network.states import OrganisationKind, OrganisationStatus
from yimi.rooms.places.models import Division


@action
def assign(
    *,
    user: User,
    role: str,
    organisation: Organisation,
    by: Actor,
    division: Division | None = None,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
) -> Assignment:
    """Let a person serve in a role, from today unless a day is given; `ends_on` is the last day.

    The area is the organisation's division unless one inside it is given; a provider's is its county.
    Refuses a role that does not belong in such an organisation, one that clashes with another held
    (`states.INCOMPATIBLE`), an overlap with the same assignment, and anybody appointing themselves.
    """
    require_appointer(by, role, organisation)
    if by.pk is not None and by.pk == user.pk:
        raise NotYours(_("不能给自己安排岗位，请另一个人来做。"))
    first = starts_on or clock.today()
    _check_place(user, role, organisation)
    _check_days(first, ends_on)
    # The person's row is locked: two assignments at once, each fine alone, could clash together.
    locked = User.objects.select_for_update().get(pk=user.pk)
    if why := rules.clash(held_by(locked, first), role, organisation.county):
        raise Refusal(why, field="role")
    _check_overlap(locked, role, organisation, first, ends_on)
    return Assignment.objects.create(
        user=user,
        role=role,
        organisation=organisation,
        division=_area(organisation, division),
        starts_on=first,
        ends_on=ends_on,
        granted_at=clock.now(),
        granted_by=by.audit_name,
    )


@action
def end_assignment(*, assignment: Assignment, by: Actor, on: datetime.date | None = None) -> Assignment:
    """Let an assignment end on its last day, today by default: then the reach is gone at once.

    A later `on` is a planned end, and the person serves through that day.
    """
    require_appointer(by, assignment.role, assignment.organisation)
    last = on or clock.today()
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if locked.ends_on is not None and locked.ends_on <= last:
        raise Stale(_("这项任职已经结束。"))
    if last < locked.starts_on:
        raise Refusal(_("结束日期不能早于开始日期 %(day)s。") % {"day": locked.starts_on}, field="on")
    assignment.ends_on, assignment.ended_at, assignment.ended_by = last, clock.now(), by.audit_name
    assignment.save(update_fields=["ends_on", "ended_at", "ended_by"])
    return assignment


@action
def appoint_administrator(*, user: User, role: str, by: Actor, county: str = "") -> AdminGrant:
    """Make somebody who serves nowhere one of the three administrators; by the security one (B11)."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if why := cannot_administer(role, {held for held, _county in held_by(locked, clock.today())} - {role}):
        raise Refusal(why, field="role")
    return accounts.grant_administrator(user=user, role=role, by=by, county=county)


def _check_place(user: User, role: str, organisation: Organisation) -> None:
    if role not in Role.values or role in ADMINS:
        raise Refusal(_("没有这种业务岗位；管理员请用管理员授权。"), field="role")
    if not user.is_active:
        raise Refusal(_("这个账号已停用，不能任职。"), field="user")
    if organisation.status == OrganisationStatus.STRUCK_OFF:
        raise Refusal(
            _("%(name)s已清退，不能再安排人。") % {"name": organisation.short_name}, field="organisation"
        )
    if why := rules.misplaced(role, organisation.kind):
        raise Refusal(why, field="role")


def _check_days(first: datetime.date, last: datetime.date | None) -> None:
    if last is not None and last < first:
        raise Refusal(_("任职的结束日期不能早于开始日期。"), field="ends_on")


def _check_overlap(
    user: User, role: str, organisation: Organisation, first: datetime.date, last: datetime.date | None
) -> None:
    same = Assignment.objects.filter(user=user, role=role, organisation=organisation)
    overlapping = same.exclude(ends_on__lt=first)
    if last is not None:
        overlapping = overlapping.filter(starts_on__lte=last)
    if overlapping.exists():
        raise Refusal(
            _("这个人在这段时间已经担任同一岗位。如果是刚结束的，请从明天起重新安排。"), field="role"
        )


def _area(organisation: Organisation, division: Division | None) -> Division:
    if division is not None:
        if not division.code.startswith(organisation.division.stem):
            raise Refusal(
                _("%(place)s不在%(name)s的范围内。")
                % {"place": division.name, "name": organisation.short_name},
                field="division",
            )
        return division
    if organisation.kind == OrganisationKind.PROVIDER:
        return Division.objects.get(code=f"{organisation.county}000000")
    return organisation.division
