"""Professional certificates (A3-05)."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, System, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.network.models import Assignment, Licence
from yimi.rooms.network.queries import reach, require_appointer
from yimi.rooms.network.states import LicenceKind, LicenceLevel

_VERIFIERS = (Role.COUNTY_BUSINESS, Role.STATION_HEAD)


@action(private=("number",))
def record_licence(
    *,
    user: User,
    kind: str,
    number: str,
    by: Actor,
    level: str = LicenceLevel.NONE,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
) -> Licence:
    """Enter a certificate: one's own, or that of somebody one may appoint. It counts once verified."""
    if by.pk != user.pk:
        _require_chief(by, user)
    if kind not in LicenceKind.values or level not in LicenceLevel.values:
        raise Refusal(_("没有这种证书或级别。"), field="kind")
    if not number.strip():
        raise Refusal(_("请填写证书编号。"), field="number")
    return Licence.objects.create(
        user=user,
        kind=kind,
        number=number.strip(),
        level=level,
        valid_from=valid_from or clock.today(),
        valid_to=valid_to,
    )


@action
def verify_licence(*, licence: Licence, by: Actor) -> Licence:
    """Confirm that the original was seen; by county business or a station's head, never by its holder."""
    if by.pk == licence.user_id:
        raise NotYours(_("不能核验自己的证书。"))
    if not isinstance(by, System):
        counties = reach(licence.user).counties()
        if not counties & reach(by).counties(*_VERIFIERS):
            raise NotYours(_("证书由区县业务科室或站长核验。"))
    changed = Licence.objects.filter(pk=licence.pk, verified_at__isnull=True).update(
        verified_at=clock.now(), verified_by=by.audit_name
    )
    if not changed:
        raise Stale(_("这本证书已经核验过。"))
    licence.refresh_from_db()
    return licence


def _require_chief(by: Actor, user: User) -> None:
    """Refuse whoever could not have given this person any of the roles they hold today."""
    if isinstance(by, System):
        return None
    for each in Assignment.objects.current(clock.today()).filter(user=user).select_related("organisation"):
        try:
            return require_appointer(by, each.role, each.organisation)
        except NotYours:
            continue
    raise NotYours(_("只能登记自己或自己人员的证书。"))
