"""The plan of a session and what becomes of it before it is held."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal
from yimi.kernel.outbox import tell
from yimi.kernel.periods import Quarter
from yimi.rooms.accounts.states import PROVIDER, STATION, VILLAGE, Role
from yimi.rooms.projects.actions.callouts import _wait_again
from yimi.rooms.projects.actions.money import _release
from yimi.rooms.projects.models import Commitment, Reschedule, Session
from yimi.rooms.projects.queries import who
from yimi.rooms.projects.queries.staffing import another_that_day, time_obstacle
from yimi.rooms.projects.rules import Outing, one_a_day
from yimi.rooms.projects.rules.sessions import movable
from yimi.rooms.projects.states import NoShow, SessionState, check_move


@action(private=("reason",))
def reschedule_session(
    *, session: Session, starts_at: datetime, ends_at: datetime, reason: str, by: Actor
) -> Session:
    """Move a session before it begins, inside its quarter; host and station are told.

    Raises Refusal without a reason or by D1, Stale, NotYours.
    """
    _require_party(by, session, what=_("改期"))
    if not reason.strip():
        raise Refusal(_("改期需要写明理由，村里和社工站会看到。"), field="reason")
    locked = _lock(session)
    if locked.state != SessionState.PLANNED:
        check_move(SessionState, locked.state, SessionState.PLANNED, what=locked.number)
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    quarter = Quarter.parse(locked.allotment.quarter)
    sentence = movable(
        starts_at=locked.starts_at,
        now=clock.now(),
        day=start.date(),
        quarter_start=quarter.start,
        quarter_end=quarter.end,
    ) or _clash(locked, start, end)
    if sentence or start <= clock.now() or end <= start:
        raise Refusal(sentence or _("新的时间应在将来，结束晚于开始。"), field="starts_at")
    Reschedule.objects.create(
        session=locked,
        from_starts_at=locked.starts_at,
        from_ends_at=locked.ends_at,
        to_starts_at=start,
        to_ends_at=end,
        reason=reason,
        moved_at=clock.now(),
        moved_by=who.name_of(by),
    )
    locked.starts_at, locked.ends_at = start, end
    locked.save(update_fields=["starts_at", "ends_at"])
    _tell_everybody(locked, "session_moved", _("%(number)s 改到 %(when)s：%(reason)s"), reason)
    session.refresh_from_db()
    return session


@action(private=("reason",))
def cancel_session(*, session: Session, reason: str, by: Actor) -> Session:
    """Call a planned session off; its money goes back. Raises Refusal without a reason, Stale, NotYours."""
    _require_party(by, session, what=_("取消场次"))
    if not reason.strip():
        raise Refusal(_("取消场次需要写明理由。"), field="reason")
    locked = _lock(session)
    check_move(SessionState, locked.state, SessionState.CANCELLED, what=locked.number)
    locked.state, locked.cancel_reason = SessionState.CANCELLED, reason
    locked.cancelled_at, locked.cancelled_by = clock.now(), who.name_of(by)
    locked.save(update_fields=["state", "cancel_reason", "cancelled_at", "cancelled_by"])
    _give_back(locked, reason, by)
    _tell_everybody(locked, "session_cancelled", _("%(number)s（%(when)s）已取消：%(reason)s"), reason)
    session.refresh_from_db()
    return session


@action
def record_no_show(*, session: Session, who_stayed_away: NoShow | str, by: Actor) -> Session:
    """Nobody came, or the provider did not: the session is over and its money goes back.

    The provider's absence is recorded by the village or the station only. Raises Refusal before the start,
    Stale, NotYours.
    """
    stayed_away = NoShow(who_stayed_away)
    here = who.is_local(by, session.village_id, *STATION, *VILLAGE)
    if not here and (stayed_away is NoShow.PROVIDER or not who.serves(by, session.provider_id, *PROVIDER)):
        raise NotYours(_("“未开展”由村（社区）、社工站登记；没有群众到场时机构也可以登记。"))
    locked = _lock(session)
    check_move(SessionState, locked.state, SessionState.NO_SHOW, what=locked.number)
    if clock.now() < locked.starts_at:
        raise Refusal(_("还没有到开始时间。现在不开展请取消或改期。"))
    locked.state, locked.no_show_who = SessionState.NO_SHOW, stayed_away
    locked.no_show_at, locked.no_show_by = clock.now(), who.name_of(by)
    locked.save(update_fields=["state", "no_show_who", "no_show_at", "no_show_by"])
    _give_back(locked, str(stayed_away.label), by)
    _tell_everybody(
        locked, "session_no_show", _("%(number)s（%(when)s）未开展：%(reason)s"), str(stayed_away.label)
    )
    session.refresh_from_db()
    return session


def _lock(session: Session) -> Session:
    return (
        Session.objects.select_for_update(of=("self",)).select_related("allotment", "type").get(pk=session.pk)
    )


def _require_party(by: Actor, session: Session, *, what: str) -> None:
    """The provider's manager and the station are the two parties of a plan."""
    if not who.serves(by, session.provider_id, Role.PROVIDER_MANAGER) and not who.is_local(
        by, session.village_id, *STATION
    ):
        raise NotYours(_("%(what)s由承接机构负责人或本镇社工站办理。") % {"what": what})


def _clash(session: Session, start: datetime, end: datetime) -> str | None:
    repeated = another_that_day(
        provider_id=session.provider_id,
        type_code=session.type_id,
        village=session.village_id,
        start=start,
        leaving_out=session.pk,
    )
    staff = [row.user for row in session.staff.select_related("user")]
    named = session.participants.filter(person__isnull=False).select_related("person")
    persons = [row.person for row in named if row.person is not None]
    here = Outing(start, end, session.village_id, session.site_id, session.number)
    return one_a_day(repeated) or time_obstacle(
        staff=staff, here=here, persons=persons, leaving_out=session.pk
    )


def _give_back(session: Session, reason: str, by: Actor) -> None:
    """Release the session's money; when no session of the order is left, its requests wait again."""
    note(released_fen=_release(Commitment.objects.filter(session=session), reason, by))
    callout = session.callout
    if callout is None or Session.objects.live().filter(callout=callout).exists():
        return
    if not Commitment.objects.left_open().filter(callout=callout).exists():
        _wait_again(callout)


def _tell_everybody(session: Session, topic: str, sentence: str, reason: str) -> None:
    """Host, station and workers hear of every change of plan; `sentence` has number, when and reason."""
    homes = [session.station_id, *([session.host_id] if session.host_id else [])]
    people = who.users_in(homes, *STATION, *VILLAGE) + who.users_in(
        [session.provider_id], Role.PROVIDER_MANAGER
    )
    people += list(session.staff.values_list("user_id", flat=True))
    when = f"{timezone.localtime(session.starts_at):%m-%d %H:%M}"
    tell(
        user_ids=people,
        topic=topic,
        text=sentence % {"number": session.number, "when": when, "reason": reason},
        link=f"/desk/sessions/{session.pk}/",
    )
