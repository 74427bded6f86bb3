"""Who may capture, withdraw and release pictures."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor
from yimi.kernel.asking import asked_once
from yimi.kernel.errors import NotYours, Stale
from yimi.kernel.prepared import Columns, Prepared
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import PROVIDER, Role
from yimi.rooms.projects.models import Session, SessionStaff
from yimi.rooms.projects.queries.who import require_county, serves, user_of
from yimi.rooms.projects.states import SessionState

# asked with every upload
_ON_IT = Prepared(
    lambda session, user: SessionStaff.objects.filter(session_id=session, user_id=user).values_list("pk")
)
_BRIEF = Columns(Session, only=("id", "county", "number", "state", "provider_id"))
_STAFFED = Prepared(
    lambda session, user: Session.objects.filter(pk=session, staff__user_id=user).values_list(*_BRIEF.names)
)
OPEN_STATES = (SessionState.PLANNED, SessionState.DELIVERED)


def staffed_session(user: User, session_id: int) -> Session | None:
    """The session with what the rules below ask, when the user works on it for its provider today; None: somebody else,
    for whom the reach decides what is to be seen."""
    for row in _STAFFED.rows(session_id, user.pk):
        session = _BRIEF.record(iter(row))
        if asked_once(_works_on(session, user), lambda: True) and serves(
            user, session.provider_id, *PROVIDER
        ):
            return session
    return None


def _works_on(session: Session, user: User) -> tuple[str, int, int]:
    return ("works on", session.pk, user.pk)


def require_own_session(by: Actor, session: Session) -> None:
    """Raise NotYours unless the actor works on this session or manages its provider."""
    user = user_of(by)
    if serves(by, session.provider_id, Role.PROVIDER_MANAGER):
        return
    on_it = user is not None and asked_once(
        _works_on(session, user), lambda: bool(_ON_IT.rows(session.pk, user.pk))
    )
    if not (on_it and serves(by, session.provider_id, Role.PROVIDER_WORKER)):
        raise NotYours(_("只有本场次的工作人员或承接机构负责人可以提交材料。要换人请先在场次里调整人员。"))


def require_open(session: Session) -> None:
    """Raise Stale once the session is handed in, cancelled or not held: its material is closed."""
    if session.state == SessionState.SUBMITTED:
        raise Stale(
            _("场次 {number} 已经提交，材料不能再改。需要补充请联系社工站退回。").format(
                number=session.number
            )
        )
    if session.state not in OPEN_STATES:
        raise Stale(
            _("场次 {number} 是“{state}”，不收材料。").format(
                number=session.number, state=SessionState(session.state).label
            )
        )


def require_release(by: Actor, county: str) -> None:
    """Raise NotYours unless the actor is the county's editor or reviewer."""
    require_county(by, county, (Role.COUNTY_EDITOR, Role.COUNTY_REVIEWER), what=_("核对公开用的画面"))


def require_allowing(by: Actor, county: str) -> None:
    """Raise NotYours unless the actor judges for the county: its reviewers and its business section."""
    require_county(by, county, (Role.COUNTY_REVIEWER, Role.COUNTY_BUSINESS), what=_("登记允许重复使用"))
