"""Who may do what here, asked by every action. A System actor (a job, a command) may do everything."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor
from yimi.kernel.errors import NotYours
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.network.models import Assignment
from yimi.rooms.network.queries import reach


def user_of(by: Actor) -> User | None:
    """The signed-in person behind an actor; None for the house itself."""
    return by if isinstance(by, User) else None


def name_of(by: Actor) -> str:
    """How a decision is signed: the person's name as colleagues know it, or the job's."""
    user = user_of(by)
    return user.display_name if user else by.audit_name


def reach_of(by: Actor) -> Reach | None:
    """The actor's reach; None for the house itself, which may do everything."""
    user = user_of(by)
    if user is not None:
        return reach(user)
    return None if by.pk is None else Reach.nothing(by.pk)


def require_place(by: Actor, code: str, roles: Iterable[str], *, what: str) -> None:
    """Raise NotYours unless the actor wears one of the roles over the division `code`."""
    found = reach_of(by)
    if found is not None and not found.covers(code, *roles):
        raise NotYours(
            _("%(what)s由当地的%(who)s办理，你在这里没有这个岗位。") % {"what": what, "who": _said(roles)}
        )


def require_organisation(by: Actor, organisation_id: int, roles: Iterable[str], *, what: str) -> None:
    """Raise NotYours unless the actor wears one of the roles for that organisation."""
    found = reach_of(by)
    if found is not None and organisation_id not in found.organisations(*roles):
        raise NotYours(
            _("%(what)s由该机构的%(who)s办理，你不在这个岗位。") % {"what": what, "who": _said(roles)}
        )


def require_county(by: Actor, county: str, roles: Iterable[str], *, what: str) -> None:
    """Raise NotYours unless the actor wears one of the roles in that county."""
    found = reach_of(by)
    if found is not None and county not in found.counties(*roles):
        raise NotYours(
            _("%(what)s由区县的%(who)s办理，你没有这个岗位。") % {"what": what, "who": _said(roles)}
        )


def is_local(by: Actor, code: str, *roles: str) -> bool:
    found = reach_of(by)
    return found is None or found.covers(code, *roles)


def serves(by: Actor, organisation_id: int, *roles: str) -> bool:
    found = reach_of(by)
    return found is None or organisation_id in found.organisations(*roles)


def users_in(organisation_ids: Iterable[int], *roles: str) -> list[int]:
    """Ids of the people who hold these roles in the organisations today; whom a notice goes to."""
    serving = Assignment.objects.current(clock.today()).filter(organisation__in=list(organisation_ids))
    if roles:
        serving = serving.filter(role__in=roles)
    return sorted(set(serving.values_list("user_id", flat=True)))


def _said(roles: Iterable[str]) -> str:
    return "、".join(sorted(str(Role(role).label) for role in roles))
