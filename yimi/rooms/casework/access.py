"""Who may do what in a case, asked by every action; the same answer for pages, the API and jobs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, System
from yimi.kernel.errors import NotYours
from yimi.rooms.accounts.models import User
from yimi.rooms.casework.models import Case
from yimi.rooms.casework.models.scope import HEADS, WORKERS
from yimi.rooms.people.access import named, reach_of

__all__ = ["named", "only_caseworker", "only_head", "only_of_case", "reach_of", "serves"]


def only_caseworker(by: Actor, code: str) -> None:
    """Refuse (NotYours) unless `by` does casework in the division `code`."""
    if isinstance(by, System) or reach_of(by).covers(code, *WORKERS):
        return
    raise NotYours(_("个案和小组由当地乡镇社工站办理，您在这里没有这个岗位。"))


def only_of_case(by: Actor, case: Case) -> None:
    """Refuse (NotYours) unless `by` answers for the case, or is the head there."""
    if isinstance(by, System) or (
        case.worker_id == by.pk and reach_of(by).covers(case.division_id, *WORKERS)
    ):
        return
    if not reach_of(by).covers(case.division_id, *HEADS):
        raise NotYours(_("这个案子由另一位社工负责。需要一起办的，请站长交接给你。"))


def only_head(by: Actor, code: str, what: str) -> None:
    """Refuse (NotYours) unless `by` is the head of the station there, or of the county's business section."""
    if isinstance(by, System) or reach_of(by).covers(code, *HEADS):
        return
    raise NotYours(_("%(what)s由站长或区县业务科室办理。") % {"what": what})


def serves(user: User, code: str) -> bool:
    """Can this colleague take over casework in the division `code`?"""
    return reach_of(user).covers(code, *WORKERS)
