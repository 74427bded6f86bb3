"""What waits for somebody today, by the hats they wear: a constant number of queries, oldest window first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.kernel.periods import Quarter
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import PROVIDER, STATION, Role
from yimi.rooms.projects.models import Allotment, Award, CallOut, Request, Response, Session
from yimi.rooms.projects.models.scope import of_county, of_place, of_provider
from yimi.rooms.projects.queries.hosting import host_asked
from yimi.rooms.projects.rules import submission_due
from yimi.rooms.projects.rules.hosting import ASKED_FOR
from yimi.rooms.projects.rules.sessions import EARLY
from yimi.rooms.projects.states import AwardState, SessionState

MOST = 20


@dataclass(frozen=True)
class Waiting:
    """One line of "today": what it is, by when, and the page where it is done."""

    kind: str
    title: str
    due: datetime | None
    url_name: str
    args: tuple[int | str, ...] = ()
    count: int = 1


def waiting_for(reach: Reach) -> list[Waiting]:
    """Everything of projects that waits for this person, the nearest window first (ux: Today)."""
    parts: list[tuple[bool, Callable[[Reach], Iterable[Waiting]]]] = [
        (reach.has(Role.VILLAGE_MEMBER), _village),
        (reach.has(*STATION), _station),
        (reach.has(Role.PROVIDER_MANAGER), _manager),
        (reach.has(*PROVIDER), _provider),
        (reach.has(Role.COUNTY_BUSINESS), _county),
    ]
    lines = [line for wanted, part in parts if wanted for line in part(reach)]
    far = clock.now() + timedelta(days=3650)
    return sorted(lines, key=lambda line: (line.due or far, line.kind, line.title))


def _village(reach: Reach) -> Iterable[Waiting]:
    here = of_place(reach, Role.VILLAGE_MEMBER)
    soon = Session.objects.awaiting_delivery().filter(
        here, starts_at__lt=_end_of_day(7), starts_at__gt=clock.now()
    )
    for session in _shown(soon, "starts_at"):
        yield Waiting("hosting", session.title, session.starts_at, "desk:session", (session.pk,))
    for session in host_asked(reach)[:MOST]:
        yield Waiting(
            "host_asked", session.title, session.starts_at + ASKED_FOR, "desk:session", (session.pk,)
        )
    own = of_place(reach, Role.VILLAGE_MEMBER, village="division")
    count = Request.objects.unanswered().filter(own).count()
    if count:
        yield Waiting("request_unanswered", _("已提交、等社工站处理的需求"), None, "desk:requests", (), count)


def _station(reach: Reach) -> Iterable[Waiting]:
    here = of_place(reach, *STATION, village="division")
    requests = Request.objects.unanswered().filter(here).select_related("service_item", "type", "division")
    for request in requests.order_by("created_at", "id")[:MOST]:
        what = request.service_item or request.type
        title = f"{request.division.name} · {what.label if what else ''}"
        yield Waiting("request", title, None, "desk:request", (request.pk,))
    for task in _tasks(here):
        title = f"{task.division.name} · {task.service_item.label if task.service_item else ''}"
        yield Waiting("station_task", title, _end(task.wished_to), "desk:request_done", (task.pk,))
    for callout in _callouts(CallOut.objects.to_award().filter(here), "respond_by"):
        yield Waiting("callout_to_award", _named(callout), callout.respond_by, "desk:callout", (callout.pk,))
    yield from _left_open(CallOut.objects.left_open().filter(here))
    ending = CallOut.objects.answerable().filter(here, respond_by__lt=_end_of_day(1))
    for callout in _callouts(ending, "respond_by"):
        yield Waiting("callout_ending", _named(callout), callout.respond_by, "desk:callout", (callout.pk,))


def _manager(reach: Reach) -> Iterable[Waiting]:
    houses = reach.organisations(Role.PROVIDER_MANAGER)
    counties = reach.counties(Role.PROVIDER_MANAGER)
    answered = Response.objects.filter(provider__in=houses).values("callout")
    unanswered = CallOut.objects.answerable().filter(county__in=counties).exclude(pk__in=answered)
    for callout in _callouts(unanswered, "respond_by"):
        yield Waiting("callout_to_answer", _named(callout), callout.respond_by, "desk:callout", (callout.pk,))
    awards = Award.objects.filter(state=AwardState.OFFERED, response__provider__in=houses)
    for award in awards.select_related("callout__type", "callout__division").order_by("callout__confirm_by")[
        :MOST
    ]:
        callout = award.callout
        yield Waiting("award_to_confirm", _named(callout), callout.confirm_by, "desk:callout", (callout.pk,))
    won = Award.objects.filter(state=AwardState.CONFIRMED, response__provider__in=houses).values("callout")
    yield from _left_open(CallOut.objects.left_open().filter(pk__in=won))


def _left_open(callouts: QuerySet[CallOut]) -> Iterable[Waiting]:
    """A confirmed session without a time; the provider's manager or the station gives it one."""
    for callout in _callouts(callouts, "wished_to"):
        title = f"{callout.division.name} · {callout.type.label}"
        due = _end(callout.wished_to)
        yield Waiting("session_to_schedule", title, due, "desk:callout_schedule", (callout.pk,))


def _provider(reach: Reach) -> Iterable[Waiting]:
    ours = of_provider(reach)
    planned = Session.objects.awaiting_delivery().filter(ours, starts_at__lt=_end_of_day(1))
    for session in _shown(planned, "starts_at"):
        yield _to_hold(session)
    hours, days = figure("submit_hours"), figure("return_days")
    for session in _shown(Session.objects.awaiting_submission().filter(ours), "actual_end"):
        due = submission_due(session.actual_end or session.ends_at, hours)
        if session.returned_at is not None:
            due = session.returned_at + timedelta(days=days)
        yield Waiting("session_to_submit", session.title, due, "desk:capture", (session.pk,))


def _to_hold(session: Session) -> Waiting:
    """Before it: the arrangements; while it lasts: the pictures; after it: who came."""
    kind, page = "session_to_deliver", "desk:session"
    if session.ends_at <= clock.now():
        page = "desk:session_deliver"
    elif session.starts_at - EARLY <= clock.now():
        kind, page = "session_under_way", "desk:capture"
    return Waiting(kind, session.title, session.starts_at, page, (session.pk,))


def _county(reach: Reach) -> Iterable[Waiting]:
    quarter = str(Quarter.containing(clock.today()))
    tight = Allotment.objects.filter(of_county(reach), quarter=quarter).nearly_used()
    count = tight.count()
    if count:
        yield Waiting(
            "allotment_nearly_used", _("本季度用到九成以上的额度"), None, "desk:allotments", (), count
        )


def late_sessions(reach: Reach) -> QuerySet[Session]:
    """Sessions whose planned end is past and which nobody has delivered, cancelled or marked as not held."""
    return (
        Session.objects.visible_to(reach)
        .filter(state=SessionState.PLANNED, ends_at__lt=clock.now())
        .select_related("type", "village", "provider")
        .order_by(F("ends_at").asc(), "id")
    )


def _shown(sessions: QuerySet[Session], order: str) -> Iterable[Session]:
    return sessions.order_by(order, "id")[:MOST]


def _tasks(here: Q) -> Iterable[Request]:
    """What the station does itself, the nearest wish first."""
    tasks = Request.objects.station_tasks().filter(here).select_related("service_item", "division")
    return tasks.order_by("wished_to", "id")[:MOST]


def _callouts(callouts: QuerySet[CallOut], order: str) -> Iterable[CallOut]:
    return callouts.select_related("type", "division").order_by(order, "id")[:MOST]


def _named(callout: CallOut) -> str:
    return f"{callout.division.name} · {callout.type.label} × {callout.sessions_wanted}"


def _start_of_day() -> datetime:
    return timezone.make_aware(datetime.combine(clock.today(), time.min))


def _end(day: date) -> datetime:
    """The last moment of a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _end_of_day(days: int) -> datetime:
    """The last moment of the day `days` days from now."""
    return _start_of_day() + timedelta(days=days + 1)
