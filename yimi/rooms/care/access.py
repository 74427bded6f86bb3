"""Who may do what in care, asked by every action; the same answer for pages, the API and jobs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, System
from yimi.kernel.errors import NotYours
from yimi.rooms.accounts.states import Role
from yimi.rooms.care.models.scope import HEADS, RESPONSIBLE, VISITORS
from yimi.rooms.people.access import named, reach_of

__all__ = [
    "HEADS",
    "OFFICE",
    "is_head",
    "named",
    "only_county",
    "only_responsible",
    "only_visitor",
    "reach_of",
]

OFFICE: frozenset[str] = frozenset({Role.COUNTY_BUSINESS})


def only_responsible(by: Actor, code: str) -> None:
    """Refuse (NotYours) unless `by` answers for people in need in the division `code`."""
    if isinstance(by, System) or reach_of(by).covers(code, *RESPONSIBLE):
        return
    raise NotYours(_("颜色和预警由当地乡镇社工站负责，您在这里没有这个岗位。"))


def only_visitor(by: Actor, code: str) -> None:
    """Refuse (NotYours) unless `by` meets people in the division `code`: its station or its village."""
    if isinstance(by, System) or reach_of(by).covers(code, *VISITORS, *RESPONSIBLE):
        return
    raise NotYours(_("走访由当地村（居）委会和乡镇社工站登记，您在这里没有这个岗位。"))


def is_head(by: Actor, code: str) -> bool:
    """May `by` decide what a worker alone may not, in the division `code`?"""
    return isinstance(by, System) or reach_of(by).covers(code, *HEADS)


def only_county(by: Actor, county: str) -> None:
    """Refuse (NotYours) unless `by` serves in the county's business section."""
    if isinstance(by, System) or county in reach_of(by).counties(*OFFICE):
        return
    raise NotYours(_("评估表由本区县业务科室修订和发布。"))
