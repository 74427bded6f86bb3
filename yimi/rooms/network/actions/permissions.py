"""Who may change the network; asked at the head of every action."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, System
from yimi.kernel.errors import NotYours
from yimi.rooms.accounts.states import Role
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.queries import reach
from yimi.rooms.network.states import DELEGATES


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
