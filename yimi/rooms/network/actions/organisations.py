"""Organisations: registered, corrected, suspended, restored, struck off (D8, A4-21)."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.credit_codes import check_uscc
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.fields import blind_index
from yimi.kernel.figures import figure
from yimi.rooms.accounts.states import Role
from yimi.rooms.network import rules
from yimi.rooms.network.models import Organisation, StatusChange
from yimi.rooms.network.queries import require
from yimi.rooms.network.states import TRANSITIONS, OrganisationKind, OrganisationStatus
from yimi.rooms.places.models import Division

_TEXTS = frozenset({"name", "short_name", "phone", "address", "contact_name"})


@action(private=("account", "contact_name", "phone", "address"))
def register_organisation(
    *,
    kind: str,
    name: str,
    division: Division,
    by: Actor,
    short_name: str = "",
    uscc: str = "",
    phone: str = "",
    address: str = "",
    contact_name: str = "",
    account: str = "",
) -> Organisation:
    """Enter an organisation, by county business or the system administrator.

    A credit code that fails GB 32100 is kept and marked doubtful: early pilot codes fail (B10).
    """
    require(by, division.county_code, Role.COUNTY_BUSINESS, Role.SYSTEM_ADMIN)
    if kind not in OrganisationKind.values:
        raise Refusal(_("没有这种机构类别。"), field="kind")
    if not name.strip():
        raise Refusal(_("请填写机构名称。"), field="name")
    organisation = Organisation(
        county=division.county_code,
        kind=kind,
        name=name.strip(),
        short_name=short_name.strip() or name.strip(),
        division=division,
        phone=phone.strip(),
        address=address.strip(),
        contact_name=contact_name.strip(),
    )
    _set_codes(organisation, uscc, account)
    organisation.save()
    return organisation


@action(private=("changes",))
def correct_organisation(*, organisation: Organisation, by: Actor, **changes: str) -> Organisation:
    """Correct names, phone, address, contact, `uscc` or `account`; by whoever may register."""
    require(by, organisation.county, Role.COUNTY_BUSINESS, Role.SYSTEM_ADMIN)
    if unknown := sorted(set(changes) - _TEXTS - {"uscc", "account"}):
        raise TypeError(f"correct_organisation does not change {', '.join(unknown)}")
    for field in _TEXTS & set(changes):
        setattr(organisation, field, changes[field].strip())
    if not organisation.name:
        raise Refusal(_("请填写机构名称。"), field="name")
    _set_codes(
        organisation, changes.get("uscc", organisation.uscc), changes.get("account", organisation.account)
    )
    organisation.save(update_fields=[*sorted(_TEXTS), "uscc", "uscc_doubtful", "account", "account_index"])
    return organisation


@action
def suspend(
    *, organisation: Organisation, reason: str, by: Actor, until: datetime.date | None = None
) -> Organisation:
    """Stop a provider's orders until a day, by default the figure `stop_orders_months` from today (D8)."""
    end = until or rules.months_later(clock.today(), figure("stop_orders_months"))
    if end < clock.today():
        raise Refusal(_("暂停的结束日期不能早于今天。"), field="until")
    return _move(organisation, "suspend", reason, by, until=end)


@action
def lift_suspension(*, organisation: Organisation, reason: str, by: Actor) -> Organisation:
    """Let a suspended provider take orders again before its day."""
    return _move(organisation, "lift_suspension", reason, by)


@action
def strike_off(*, organisation: Organisation, reason: str, by: Actor) -> Organisation:
    """Take a provider off the register for good; its people lose their reach at once (D8)."""
    return _move(organisation, "strike_off", reason, by)


def _move(
    organisation: Organisation, verb: str, reason: str, by: Actor, *, until: datetime.date | None = None
) -> Organisation:
    require(by, organisation.county, Role.COUNTY_BUSINESS)
    if not reason.strip():
        raise Refusal(_("请写明原因：它会留在机构的记录里。"), field="reason")
    # Locked so that two decisions at once are written one after the other, each from the true state.
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    sources, target = TRANSITIONS[verb]
    if locked.kind != OrganisationKind.PROVIDER:
        raise Refusal(_("只有承接机构可以暂停、恢复或清退。"))
    if OrganisationStatus(locked.status) not in sources:
        raise Stale(_("%(name)s现在是“%(status)s”，不能再这样改。") % _seen(locked))
    StatusChange.objects.create(
        organisation=locked,
        from_status=locked.status,
        to_status=target,
        until=until,
        reason=reason.strip(),
        changed_at=clock.now(),
        changed_by=by.audit_name,
    )
    organisation.status, organisation.suspended_until = target, until
    organisation.save(update_fields=["status", "suspended_until"])
    return organisation


def _seen(organisation: Organisation) -> dict[str, Any]:
    return {"name": organisation.short_name, "status": OrganisationStatus(organisation.status).label}


def _set_codes(organisation: Organisation, uscc: str, account: str) -> None:
    organisation.uscc = uscc.strip().upper()
    if len(organisation.uscc) > 18:
        raise Refusal(_("统一社会信用代码应为 18 位。"), field="uscc")
    organisation.uscc_doubtful = bool(organisation.uscc) and not _sound(organisation.uscc)
    organisation.account = account.strip()
    organisation.account_index = blind_index(account, "bank_account")


def _sound(uscc: str) -> bool:
    try:
        return not check_uscc(uscc).warnings
    except Refusal:
        return False
