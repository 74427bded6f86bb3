"""Who may count as a helper; no database."""

from __future__ import annotations

from django.utils.translation import gettext as _


def paid_here(
    *, name: str, volunteer_user: int | None, same_phone: bool, staff: frozenset[int]
) -> str | None:
    """Staff paid for a session earn no hours or points for it; outside volunteers do (D1)."""
    if volunteer_user not in staff and not same_phone:
        return None
    return _("%(name)s 是这一场领取报酬的工作人员，不能同时记为志愿者。") % {"name": name}


def not_by_the_same(*, adding: int | None, confirming: int | None, helping: int | None) -> str | None:
    """Hours need two people: who entered them and who helped do not confirm them (mission 7)."""
    if confirming is None or confirming not in (adding, helping):
        return None
    return _("时长要由另一个人确认：登记的人和志愿者本人都不能确认。")
