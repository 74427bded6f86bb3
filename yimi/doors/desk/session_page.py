"""The record of one session: facts, people, pictures, what happened, and the next step for whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yimi.doors.desk.appeals import may_appeal
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.callout_page import left_open
from yimi.doors.desk.happened import Event, timeline
from yimi.doors.desk.sessions_forms import HostForm, NoShowForm
from yimi.doors.porch.templatetags.yimi import moment
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import PROVIDER, STATION, VILLAGE, Role
from yimi.rooms.evidence.queries import media_of
from yimi.rooms.evidence.states import MediaKind
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.rules.hosting import answerable, word_of_host
from yimi.rooms.projects.rules.sessions import EARLY, bathing_duties
from yimi.rooms.projects.states import NoShow, SessionState
from yimi.rooms.review.models import PreCheck, Sample, Verdict
from yimi.rooms.review.states import BINDING, Result
from yimi.rooms.volunteers.queries import helpers_of

LOCAL = (*STATION, *VILLAGE)
SHOWN_PICTURES = 12


@dataclass(frozen=True)
class May:
    """What the asker may do with this session now; each action asks again."""

    deliver: bool
    move: bool
    cancel: bool
    no_show: bool
    host: bool
    name: bool
    capture: bool
    appeal: bool
    review: bool


def may(request: Asked, session: Session, staff: list[User]) -> May:
    reach = request.reach
    manager = session.provider_id in reach.organisations(Role.PROVIDER_MANAGER)
    house = session.provider_id in reach.organisations(*PROVIDER)
    worker = manager or (house and request.user.pk in {each.pk for each in staff})
    station, local = reach.covers(session.village_id, *STATION), reach.covers(session.village_id, *LOCAL)
    planned, begun = session.state == SessionState.PLANNED, clock.now() >= session.starts_at
    soon = planned and clock.now() >= session.starts_at - EARLY
    reviewer = session.county in reach.counties(Role.COUNTY_REVIEWER)
    return May(
        deliver=worker and soon,
        move=(manager or station) and planned and not begun,
        cancel=(manager or station) and planned,
        no_show=(local or house) and planned and begun,
        host=_may_host(request, session, staff),
        name=(local or house) and session.state in (SessionState.PLANNED, SessionState.DELIVERED),
        capture=worker and session.state in (SessionState.PLANNED, SessionState.DELIVERED),
        appeal=manager and may_appeal(reach, session),
        review=(station or reviewer) and session.state == SessionState.SUBMITTED,
    )


def _may_host(request: Asked, session: Session, staff: list[User]) -> bool:
    """The village has not said yet whether it took place there, and this is somebody who may say it."""
    if session.host_answered_at is not None or not request.reach.covers(session.village_id, *VILLAGE):
        return False
    on_it = request.user.pk in {each.pk for each in staff}
    starts, now = session.starts_at, clock.now()
    return not answerable(state=session.state, starts_at=starts, now=now, works_on_it=on_it)


def show(request: Asked, session: Any) -> HttpResponse:
    staff = [row.user for row in session.staff.select_related("user").order_by("pk")]
    local = request.reach.covers(session.village_id, *LOCAL)
    blind = _second_look_is_mine(request, session)
    pictures = media_of(session).exclude(kind=MediaKind.DOCUMENT)
    context = {
        "session": session,
        "may": may(request, session, staff),
        "result": Result(session.result) if session.result and not blind else None,
        "staff": "、".join(each.display_name for each in staff),
        "people": list(session.participants.select_related("person").order_by("pk")),
        "named": local,
        "minutes": _minutes(session),
        "helpers": list(helpers_of(session)),
        "pictures": list(pictures.filter(thumbnail__isnull=False)[:SHOWN_PICTURES]),
        "pictures_count": pictures.count(),
        "duties": bathing_duties(session.type.sensitive) if session.state == SessionState.PLANNED else None,
        "events": _events(session, blind=blind),
        "left": left_open(request, session.callout),
        **_forms(request.reach, local),
        "next": _next_page(session, may(request, session, staff)),
        "under_way": session.state == SessionState.PLANNED and clock.now() < session.ends_at,
        "cancel_chips": [_("天气或道路不通"), _("村里有急事"), _("机构人手出了问题"), _("服务对象不在家")],
    }
    return render(request, "desk/sessions/session.html", context)


def _second_look_is_mine(request: Asked, session: Session) -> bool:
    """Whoever is to review it a second time must not read the first verdict here."""
    if not request.reach.has(Role.COUNTY_REVIEWER):
        return False
    mine = Sample.objects.filter(session=session, assigned_to=request.user, verdict=None)
    return mine.exists()


def _forms(reach: Reach, local: bool) -> dict[str, Form]:
    """Of the dialogs on the page."""
    form = NoShowForm(initial={"who": NoShow.NOBODY})
    if not local:  # a provider does not record its own absence
        form.fields["who"].choices = [(NoShow.NOBODY.value, NoShow.NOBODY.label)]  # type: ignore[attr-defined]
    return {"no_show_form": form, "host_form": HostForm()}


def _minutes(session: Session) -> int | None:
    if session.actual_start is None or session.actual_end is None:
        return None
    return int((session.actual_end - session.actual_start).total_seconds()) // 60


def _next_page(session: Session, may: May) -> tuple[str, str] | None:
    """The page of another job where this session goes on: its address and the verb."""
    wanted = [
        (may.capture, "desk:capture", _capture_verb(session, may)),
        (may.appeal, "desk:appeal_new", _("申诉")),
        (may.review, "desk:review_session", _("查看材料并审核")),
    ]
    for allowed, name, verb in wanted:
        if allowed:
            try:
                return reverse(name, args=[session.pk]), verb
            except NoReverseMatch:
                continue
    return None


def _capture_verb(session: Session, may: May) -> str:
    if session.state == SessionState.DELIVERED:
        return _("补材料并提交")
    return _("拍照片") if may.deliver else _("看要拍什么")


def _events(session: Session, *, blind: bool) -> list[Event]:
    moves = [
        Event(
            row.moved_at,
            _("改期：%(old)s → %(new)s")
            % {"old": moment(row.from_starts_at), "new": moment(row.to_starts_at)},
            row.moved_by,
            row.reason,
        )
        for row in session.reschedules.order_by("pk")
    ]
    again = session.submitted_at if session.submitted_at != session.first_submitted_at else None
    return timeline(
        (session.planned_at, _("排定场次"), session.planned_by, ""),
        (session.delivered_at, _("登记开展"), session.delivered_by, ""),
        (
            session.host_answered_at,
            word_of_host(bool(session.host_held)),
            session.host_answered_by,
            session.host_note,
        ),
        (session.first_submitted_at, _("提交"), session.first_submitted_by, ""),
        (again, _("再次提交"), session.submitted_by, ""),
        (session.cancelled_at, _("取消"), session.cancelled_by, session.cancel_reason),
        (session.no_show_at, _("未开展"), session.no_show_by, session.get_no_show_who_display()),
        more=[*moves, *_judged(session, blind=blind)],
    )


def _judged(session: Session, *, blind: bool) -> list[Event]:
    checks = PreCheck.objects.filter(session=session).select_related("checked_by").order_by("pk")
    events = [
        Event(row.checked_at, str(row.get_result_display()), row.checked_by.display_name, row.note)
        for row in checks
    ]
    if blind:
        return events
    verdicts = Verdict.objects.standing().filter(session=session, kind__in=BINDING)
    for row in verdicts.select_related("given_by").order_by("pk"):
        said = f"{row.get_kind_display()}：{row.get_result_display()}"
        events.append(Event(row.given_at, said, row.given_by.display_name, row.note))
    return events
