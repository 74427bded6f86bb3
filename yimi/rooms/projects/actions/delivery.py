"""Who came, that it was held, and that the provider calls it complete."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.masking import mask_name
from yimi.kernel.outbox import tell
from yimi.kernel.periods import Week
from yimi.rooms.accounts.states import PROVIDER, STATION, VILLAGE, Role
from yimi.rooms.people.models import Person
from yimi.rooms.people.rules import MAJORITY
from yimi.rooms.projects.actions.scheduling import _name
from yimi.rooms.projects.actions.sessions import _lock
from yimi.rooms.projects.models import Session, SessionParticipant, SessionStaff
from yimi.rooms.projects.queries import who
from yimi.rooms.projects.rules import WalkIn, age_band, deliverable
from yimi.rooms.projects.states import SessionState, check_move

RETURNED = (
    "state", "review_week", "submitted_at", "submitted_by", "set_aside_at", "set_aside_by", "returned_at", "returned_by",
)  # fmt: skip


@action
def name_participants(
    *, session: Session, by: Actor, persons: Sequence[Person] = (), walk_ins: Sequence[WalkIn] = ()
) -> list[SessionParticipant]:
    """Put registered persons (village, station) or walk-ins (also the provider) on the list of a session.

    A provider never sees the register: it adds walk-ins by name, which is stored encrypted.
    Raises Refusal when somebody bathed within seven days or is elsewhere then (D1), or after submission;
    NotYours.
    """
    local = who.is_local(by, session.village_id, *STATION, *VILLAGE)
    if not local and (persons or not who.serves(by, session.provider_id, *PROVIDER)):
        raise NotYours(_("从台账点名由村（社区）或社工站办理；机构可以登记临时到场的人。"))
    locked = _lock(session)
    if locked.state not in (SessionState.PLANNED, SessionState.DELIVERED):
        raise Refusal(_("%(number)s 已提交或已结束，名单不能再改。") % {"number": locked.number})
    reach = who.reach_of(by)
    known = Person.objects.present().filter(pk__in=[person.pk for person in persons], county=locked.county)
    if reach is not None:
        known = known.visible_to(reach)
    found = list(known.order_by("id"))
    if len(found) < len({person.pk for person in persons}):
        raise NotYours(_("名单里有人不在你管理的台账里，请先在台账中查找。"))
    refused = _name(locked, found)
    if refused:
        raise Refusal(refused[0], field="persons")
    held = locked.state == SessionState.DELIVERED
    keys = [each.key for each in walk_ins if each.key]
    entered = set(
        SessionParticipant.objects.filter(session=locked, client_key__in=keys).values_list(
            "client_key", flat=True
        )
    )
    SessionParticipant.objects.bulk_create(
        _walk_in(locked, each, held) for each in walk_ins if each.key is None or each.key not in entered
    )
    return list(SessionParticipant.objects.filter(session=locked).order_by("id"))


@action
def remove_participant(*, participant: SessionParticipant, by: Actor) -> Session:
    """Take somebody off the list before the session is held. Raises Refusal afterwards, NotYours."""
    session = participant.session
    local = who.is_local(by, session.village_id, *STATION, *VILLAGE)
    if not local and (participant.person_id or not who.serves(by, session.provider_id, *PROVIDER)):
        raise NotYours(_("从名单去掉台账里的人由村（社区）或社工站办理。"))
    locked = _lock(session)
    if locked.state != SessionState.PLANNED:
        raise Refusal(_("%(number)s 已开展，名单不能再删，请在到场登记里改。") % {"number": locked.number})
    SessionParticipant.objects.filter(pk=participant.pk, session=locked).delete()
    return locked


@action
def deliver_session(
    *,
    session: Session,
    actual_start: datetime,
    actual_end: datetime,
    by: Actor,
    attended: Collection[int] = (),
    people_count: int | None = None,
) -> Session:
    """Say that the session was held, from when to when, and who of the list came (ids of participants).

    By a worker of the session or the provider's manager. `people_count` counts everybody, named or not; by
    default who came. Raises Refusal before the planned start − 2 h, for times in the future, Stale, NotYours.
    """
    _require_worker(by, session, what=_("登记开展"))
    locked = _lock(session)
    check_move(SessionState, locked.state, SessionState.DELIVERED, what=locked.number)
    start, end = timezone.localtime(actual_start), timezone.localtime(actual_end)
    sentence = deliverable(
        starts_at=timezone.localtime(locked.starts_at), actual_start=start, actual_end=end, now=clock.now()
    )
    if sentence:
        raise Refusal(sentence, field="actual_start")
    listed = SessionParticipant.objects.filter(session=locked)
    came = listed.filter(pk__in=attended)
    if came.count() != len(set(attended)):
        raise Refusal(_("到场名单里有不属于这一场的人，请刷新页面后重新勾选。"), field="attended")
    count = came.count() if people_count is None else people_count
    if count < came.count():
        raise Refusal(_("总人数不能少于勾选的到场人数。"), field="people_count")
    listed.exclude(pk__in=attended).update(attended=False)
    came.update(attended=True)
    locked.state, locked.people_count = SessionState.DELIVERED, count
    locked.actual_start, locked.actual_end = start, end
    locked.delivered_at, locked.delivered_by = clock.now(), who.name_of(by)
    locked.save(
        update_fields=["state", "people_count", "actual_start", "actual_end", "delivered_at", "delivered_by"]
    )
    note(came=len(set(attended)))
    session.refresh_from_db()
    return session


@action
def mark_submitted(*, session: Session, by: Actor) -> Session:
    """The provider calls the session complete; its review week is the week of now (decision 5).

    Evidence checks completeness before it calls this. Raises Stale unless delivered, NotYours.
    """
    _require_worker(by, session, what=_("提交场次"))
    locked = _lock(session)
    check_move(SessionState, locked.state, SessionState.SUBMITTED, what=locked.number)
    at, name = clock.now(), who.name_of(by)
    locked.state, locked.review_week = SessionState.SUBMITTED, str(Week.containing(clock.today()))
    locked.submitted_at, locked.submitted_by = at, name
    if locked.first_submitted_at is None:
        locked.first_submitted_at, locked.first_submitted_by = at, name
    locked.save(
        update_fields=[
            "state", "review_week", "submitted_at", "submitted_by", "first_submitted_at", "first_submitted_by"
        ]
    )  # fmt: skip
    session.refresh_from_db()
    return session


@action
def reopen_submission(*, session: Session, by: Actor) -> Session:
    """The review returns a session: the provider may complete it and submit again (D8: once, 5 days).

    Called from review above, by the station (pre-check) or a county reviewer. Raises Stale, NotYours.
    """
    reviewing = who.is_local(by, session.village_id, *STATION, Role.COUNTY_REVIEWER, Role.COUNTY_BUSINESS)
    if not reviewing:
        raise NotYours(_("退回补充由社工站或区县评审员办理。"))
    locked = _lock(session)
    check_move(SessionState, locked.state, SessionState.DELIVERED, what=locked.number)
    locked.state, locked.review_week = SessionState.DELIVERED, None
    locked.set_aside_at, locked.set_aside_by = locked.submitted_at, locked.submitted_by
    locked.submitted_at, locked.submitted_by = None, None
    locked.returned_at, locked.returned_by = clock.now(), who.name_of(by)
    locked.save(update_fields=RETURNED)
    staff = list(SessionStaff.objects.filter(session=locked).values_list("user_id", flat=True))
    tell(
        user_ids=[*staff, *who.users_in([locked.provider_id], Role.PROVIDER_MANAGER)],
        topic="session_returned",
        text=_("%(number)s 退回补充，请看评审意见后重新提交。") % {"number": locked.number},
        link=f"/desk/sessions/{locked.pk}/",
    )
    session.refresh_from_db()
    return session


@action
def restore_submission(*, session: Session, by: Actor) -> Session:
    """The return was taken back: the session stands where it stood, in its old week, with its old moment.

    Called from review above within the seconds of its undo. Raises Stale once the provider has submitted again.
    """
    if who.reach_of(by) is not None:
        raise NotYours(_("提交时间由系统在撤回“退回”时恢复。"))
    locked = _lock(session)
    check_move(SessionState, locked.state, SessionState.SUBMITTED, what=locked.number)
    if locked.set_aside_at is None:
        raise Stale(_("%(number)s 没有可以恢复的提交。请刷新页面。") % {"number": locked.number})
    locked.state = SessionState.SUBMITTED
    locked.submitted_at, locked.submitted_by = locked.set_aside_at, locked.set_aside_by
    locked.review_week = str(Week.containing(timezone.localdate(locked.set_aside_at)))
    locked.set_aside_at = locked.set_aside_by = locked.returned_at = locked.returned_by = None
    locked.save(update_fields=RETURNED)
    session.refresh_from_db()
    return session


def _require_worker(by: Actor, session: Session, *, what: str) -> None:
    user = who.user_of(by)
    on_it = user is not None and SessionStaff.objects.filter(session=session, user=user).exists()
    allowed = who.serves(by, session.provider_id, *(PROVIDER if on_it else {Role.PROVIDER_MANAGER}))
    if not allowed:
        raise NotYours(_("%(what)s由这一场的工作人员或机构负责人办理。") % {"what": what})


def _walk_in(session: Session, each: WalkIn, held: bool) -> SessionParticipant:
    name = each.name.strip()
    if not name:
        raise Refusal(_("请写临时到场人员的姓名。"), field="walk_ins")
    return SessionParticipant(
        session=session,
        label=mask_name(name),
        walk_in_name_enc=name,
        age_band=age_band(each.age),
        is_minor=each.age is not None and each.age < MAJORITY,
        attended=True if held else None,
        client_key=each.key,
    )
