"""Who may hold what together, and who may take orders; no database."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from yimi.rooms.accounts.states import Role
from yimi.rooms.network.states import HOMES, INCOMPATIBLE, OrganisationKind, OrganisationStatus


def can_take_orders(status: str, suspended_until: datetime.date | None, on: datetime.date) -> bool:
    """Whether a provider may respond to call-outs on a day: active, or its suspension is over (D8)."""
    if status == OrganisationStatus.SUSPENDED:
        return suspended_until is not None and suspended_until < on
    return status == OrganisationStatus.ACTIVE


def misplaced(role: str, kind: str) -> str | None:
    """Why this role cannot be held in an organisation of this kind, or None when it can."""
    if OrganisationKind(kind) in HOMES.get(Role(role), frozenset()):
        return None
    return _("“%(role)s”不能在“%(kind)s”里任职，请换一个岗位或机构。") % {
        "role": Role(role).label,
        "kind": OrganisationKind(kind).label,
    }


def clash(held: Iterable[tuple[str, str]], role: str, county: str) -> str | None:
    """Why `role` in `county` cannot be held beside the (role, county) pairs held, or None (domain F4)."""
    for other, other_county in held:
        for rule in INCOMPATIBLE:
            crossed = (role in rule.one and other in rule.other) or (role in rule.other and other in rule.one)
            if crossed and (rule.anywhere or county == other_county):
                return str(rule.reason)
    return None


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day `months` later, or the month's last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return datetime.date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
