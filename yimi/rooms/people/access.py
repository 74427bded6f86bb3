"""Who may write in the register; the same answer for pages, the API and imports."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, System
from yimi.kernel.errors import NotYours
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.network import queries as network

#: Who keeps files of persons: the village, the station, the county's business section.
KEEPERS: frozenset[str] = frozenset({Role.VILLAGE_MEMBER, *STATION, Role.COUNTY_BUSINESS})
#: Who may record what a person answered: a reviewer hears a withdrawal on a call-back.
LISTENERS: frozenset[str] = KEEPERS | {Role.COUNTY_REVIEWER}
#: Whose word confirms an official category; a village proposes only.
CONFIRMERS: frozenset[str] = frozenset({*STATION, Role.COUNTY_BUSINESS})


def reach_of(by: Actor) -> Reach:
    """The reach of whoever acts; nothing for anybody who is not a signed-in user."""
    return network.reach(by) if isinstance(by, User) else Reach.nothing()


def only_within(by: Actor, code: str, roles: frozenset[str] = KEEPERS) -> None:
    """Refuse (NotYours) unless `by` wears one of the roles for an area that contains the division `code`.

    The house itself (demo, jobs) may write anywhere; what needs a person's name asks `named` besides.
    """
    if isinstance(by, System):
        return
    reach = reach_of(by)
    if not reach.has(*roles):
        raise NotYours(_("您的岗位不能登记人员信息，请联系村（居）委会或乡镇社工站。"))
    if not reach.covers(code, *roles):
        raise NotYours(_("这个地方不在您负责的范围内，请联系当地村（居）委会或乡镇社工站。"))


def named(by: Actor) -> User:
    """The user who puts their name to a decision; a job cannot."""
    if not isinstance(by, User):
        raise NotYours(_("这一步要由登录的工作人员来做。"))
    return by
