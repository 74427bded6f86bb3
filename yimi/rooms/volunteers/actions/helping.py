"""Helpers on sessions. Their hours count once somebody else has confirmed them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.fields import blind_index
from yimi.rooms.accounts.states import PROVIDER, STATION, VILLAGE
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries import who
from yimi.rooms.projects.states import SessionState
from yimi.rooms.volunteers import rules
from yimi.rooms.volunteers.models import PHONE, SessionHelper, Volunteer
from yimi.rooms.volunteers.states import VolunteerState


@action
def add_helper(*, session: Session, volunteer: Volunteer, minutes: int, by: Actor) -> SessionHelper:
    """Note that a volunteer helped at a held session for so many minutes.

    By the station, the village or the provider. Raises Refusal for the session's paid staff (D1), for more
    than the session lasted, before it is held; NotYours.
    """
    local = who.is_local(by, session.village_id, *STATION, *VILLAGE)
    if not local and not who.serves(by, session.provider_id, *PROVIDER):
        raise NotYours(_("志愿者由社工站、村（社区）或承接机构登记到场次。"))
    if session.state not in SessionState.HELD or session.actual_start is None or session.actual_end is None:
        raise Refusal(_("%(number)s 还没有开展，服务后再登记志愿者时长。") % {"number": session.number})
    lasted = int((session.actual_end - session.actual_start).total_seconds() // 60)
    if not 1 <= minutes <= lasted + 120:
        raise Refusal(
            _("时长应在 1 到 %(most)s 分钟之间（服务时间加前后准备）。") % {"most": lasted + 120},
            field="minutes",
        )
    if volunteer.state != VolunteerState.ACTIVE or volunteer.county != session.county:
        raise Refusal(_("请选本区县在册的志愿者。"), field="volunteer")
    sentence = _paid(session, volunteer)
    if sentence:
        raise Refusal(sentence, field="volunteer", code="paid_staff")
    return SessionHelper.objects.create(
        session=session,
        volunteer=volunteer,
        minutes=minutes,
        added_at=clock.now(),
        added_by=who.name_of(by),
        added_by_user=by.pk,
    )


@action
def confirm_helper(*, helper: SessionHelper, by: Actor) -> SessionHelper:
    """Confirm a helper's minutes, as somebody else than who entered them. Raises Refusal, Stale, NotYours."""
    session = helper.session
    if not who.is_local(by, session.village_id, *STATION, *VILLAGE):
        raise NotYours(_("志愿者时长由当地社工站或村（社区）确认。"))
    locked = (
        SessionHelper.objects.select_for_update(of=("self",)).select_related("volunteer").get(pk=helper.pk)
    )
    if locked.confirmed_at is not None:
        raise Stale(_("这名志愿者的时长已经确认。"))
    sentence = rules.not_by_the_same(
        adding=locked.added_by_user, confirming=by.pk, helping=locked.volunteer.user_id
    )
    if sentence:
        raise Refusal(sentence, code="same_person")
    locked.confirmed_at, locked.confirmed_by = clock.now(), who.name_of(by)
    locked.save(update_fields=["confirmed_at", "confirmed_by"])
    return locked


def _paid(session: Session, volunteer: Volunteer) -> str | None:
    staff = [row.user for row in session.staff.select_related("user")]
    phones = {blind_index(user.phone, PHONE) for user in staff if user.phone}
    return rules.paid_here(
        name=volunteer.name,
        volunteer_user=volunteer.user_id,
        same_phone=bool(volunteer.phone_index) and volunteer.phone_index in phones,
        staff=frozenset(user.pk for user in staff),
    )
