"""Framework contracts with providers, and relations people declare."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, System, action
from yimi.kernel.errors import NotYours, Refusal
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.network.models import DeclaredRelation, FrameworkContract, Organisation
from yimi.rooms.network.queries import reach, require
from yimi.rooms.network.states import OrganisationKind, OrganisationStatus, Relation

# A service contract runs for at most three years (B9, MoF Order 102).
LONGEST_YEARS = 3


@action
def sign_contract(
    *,
    purchaser: Organisation,
    provider: Organisation,
    number: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    ceiling_fen: int,
    by: Actor,
    type_codes: Iterable[str] = (),
) -> FrameworkContract:
    """Enter the contract between a purchaser and a provider, its ceiling in fen; by county business (B9)."""
    require(by, purchaser.county, Role.COUNTY_BUSINESS)
    if provider.kind != OrganisationKind.PROVIDER or provider.status == OrganisationStatus.STRUCK_OFF:
        raise Refusal(_("承接方要是登记在册的承接机构。"), field="provider")
    if purchaser.kind not in (OrganisationKind.BUREAU, OrganisationKind.DEPARTMENT):
        raise Refusal(_("购买方要是区县主管部门或协作部门。"), field="purchaser")
    if provider.county != purchaser.county:
        raise Refusal(_("承接方要先在购买方的区县登记。"), field="provider")
    if not number.strip():
        raise Refusal(_("请填写合同编号。"), field="number")
    if ends_on >= starts_on.replace(year=starts_on.year + LONGEST_YEARS, day=min(starts_on.day, 28)):
        raise Refusal(_("服务合同一次最长三年。"), field="ends_on")
    return FrameworkContract.objects.create(
        purchaser=purchaser,
        provider=provider,
        number=number.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        ceiling_fen=ceiling_fen,
        type_codes=sorted(set(type_codes)),
        signed_at=clock.now(),
        signed_by=by.audit_name,
    )


@action
def declare_relation(*, user_a: User, user_b: User, relation: str, by: Actor) -> DeclaredRelation:
    """Say that two people are related; by one of them, or by county business that learned of it (E7)."""
    if user_a.pk == user_b.pk:
        raise Refusal(_("关系申报要写两个不同的人。"), field="user_b")
    if relation not in Relation.values:
        raise Refusal(_("请选一种关系。"), field="relation")
    if by.pk not in (user_a.pk, user_b.pk) and not isinstance(by, System):
        counties = reach(user_a).counties() | reach(user_b).counties()
        if not counties & reach(by).counties(Role.COUNTY_BUSINESS):
            raise NotYours(_("关系由本人申报，或由区县业务科室登记。"))
    smaller, larger = sorted((user_a, user_b), key=lambda user: user.pk)
    return DeclaredRelation.objects.create(
        user_a=smaller,
        user_b=larger,
        relation=relation,
        declared_at=clock.now(),
        declared_by=by.audit_name,
    )
