"""Presence by the code of the moment: arrived, left, and the minutes between (recorded hours, E6)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.states import PROVIDER
from yimi.rooms.projects.models import Session, SessionStaff
from yimi.rooms.projects.queries import who
from yimi.rooms.projects.states import SessionState
from yimi.rooms.volunteers import attendance
from yimi.rooms.volunteers.actions.helping import _paid
from yimi.rooms.volunteers.models import AttendanceKey, SessionHelper, UsedCode, Volunteer

OPEN = (SessionState.PLANNED, SessionState.DELIVERED)


@action
def issue_attendance_key(*, session: Session, by: Actor) -> AttendanceKey:
    """The secret of a session's rotating code, for the phones of its workers; the same for all of them.

    Handed out ahead of time, so that the code is shown without a signal. Raises Refusal when the session is
    over, NotYours for anybody who does not work on it.
    """
    on_it = SessionStaff.objects.filter(session=session, user=by.pk).exists()
    if not on_it or not who.serves(by, session.provider_id, *PROVIDER):
        raise NotYours(_("签到码由这一场的工作人员出示。"))
    if session.state not in OPEN:
        raise Refusal(_("这一场已经结束，不再签到。"))
    made, _new = AttendanceKey.objects.get_or_create(
        session=session,
        defaults={
            "secret": attendance.new_secret(),
            "issued_at": clock.now(),
            "issued_by": who.name_of(by),
        },
    )
    return made


@action(private=("code",))
def note_presence(*, session: Session, code: str, by: Actor) -> SessionHelper:
    """A volunteer types the code they see: the first time they have arrived, the second time they leave.

    Leaving confirms the minutes: the code is the second witness, who stood there. Whoever never types a second
    one has their minutes confirmed by the station, as without a code. A code works once.
    Raises Refusal for a wrong, stale or used code, outside the hours, for paid staff; Stale afterwards; NotYours.
    """
    volunteer = Volunteer.objects.active().filter(user=by.pk, county=session.county).first()
    if volunteer is None:
        raise NotYours(_("你还没有登记为志愿者，请先到社工站登记。"))
    now = clock.now()
    sentence = attendance.around(starts_at=session.starts_at, ends_at=session.ends_at, now=now)
    if session.state not in OPEN:
        sentence = _("这一场已经结束，不再签到。")
    sentence = sentence or _paid(session, volunteer)
    if sentence:
        raise Refusal(sentence)
    key = AttendanceKey.objects.select_for_update().filter(session=session).first()
    step, why = attendance.step_shown(key.secret if key else attendance.new_secret(), code, now)
    if step is None:
        raise Refusal(why or "", field="code", code="code_wrong")
    if UsedCode.objects.filter(session=session, step=step).exists():
        raise Refusal(_("这个码刚刚用过，请等它换成下一个再输。"), field="code", code="code_used")
    helper = _arrive_or_leave(session, volunteer, by)
    UsedCode.objects.create(session=session, step=step, helper=helper, used_at=now)
    return helper


def _arrive_or_leave(session: Session, volunteer: Volunteer, by: Actor) -> SessionHelper:
    now, name = clock.now(), who.name_of(by)
    planned = attendance.minutes_between(session.starts_at, session.ends_at)
    entered = {"minutes": planned, "added_at": now, "added_by": name, "added_by_user": by.pk}
    helper, _new = SessionHelper.objects.select_for_update(of=("self",)).get_or_create(
        session=session, volunteer=volunteer, defaults=entered
    )
    if helper.arrived_at is None:
        helper.arrived_at, helper.arrived_by = now, name
    elif helper.left_at is None:
        helper.left_at, helper.left_by = now, name
        helper.minutes = attendance.minutes_between(helper.arrived_at, now)
        helper.confirmed_at, helper.confirmed_by = now, _("现场签到码")
    else:
        raise Stale(_("你到场和离开都已经记下，不用再输。"))
    helper.save()
    return helper
