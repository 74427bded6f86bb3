"""From an order to a planned session: number, price, place, workers, named people, under D1's rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor
from yimi.kernel.errors import Refusal
from yimi.kernel.outbox import tell
from yimi.kernel.periods import Quarter
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION, VILLAGE, Role
from yimi.rooms.catalogue.queries import spec_on
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.queries import village_committee_of
from yimi.rooms.people.models import Person
from yimi.rooms.places.models import Site
from yimi.rooms.projects.actions.money import _claim
from yimi.rooms.projects.actions.numbering import _next_in_series, _next_number
from yimi.rooms.projects.models import CallOut, Request, Response, Session, SessionParticipant, SessionStaff
from yimi.rooms.projects.queries import outing_of, persons_of, who
from yimi.rooms.projects.queries.staffing import (
    another_that_day,
    bathed_too_soon,
    person_elsewhere,
    staff_obstacle,
    time_obstacle,
)
from yimi.rooms.projects.rules import Outing, age_band, one_a_day
from yimi.rooms.projects.rules.callouts import offer_fits
from yimi.rooms.projects.rules.numbers import SESSION


def _schedule_offer(
    callout: CallOut, response: Response, by: Actor, *, starts: Sequence[datetime], staff: Collection[User]
) -> list[Session]:
    """The sessions of a confirmed offer, with the people of its requests; tells who was left out.

    Times chosen now must all hold. What was offered and cannot be held any more stays open, and is told.
    """
    moments = sorted(timezone.localtime(start) for start in (starts or response.proposed_starts))
    unfit = starts and offer_fits(
        starts=moments,
        sessions=callout.sessions_wanted,
        wished_from=callout.wished_from,
        wished_to=callout.wished_to,
        now=clock.now(),
    )
    if unfit:
        raise Refusal(unfit, field="starts")
    workers = list(staff) or [row.user for row in response.staff.select_related("user")]
    persons = persons_of(Request.objects.filter(callout=callout))
    sessions, left_out = [], []
    for start in moments:
        try:
            with transaction.atomic():
                session = _as_offered(callout, response.provider, by, start, workers)
        except Refusal as refused:
            if starts:
                raise
            _tell_left_open(callout, response.provider, start, refused.message)
            continue
        left_out += _name(session, persons)
        sessions.append(session)
    _tell_left_out(callout, left_out)
    return sessions


def _as_offered(
    callout: CallOut, provider: Organisation, by: Actor, start: datetime, staff: Collection[User]
) -> Session:
    if start <= clock.now():
        raise Refusal(_("应征时写的时间已经过去。"))
    end = start + timedelta(minutes=spec_on(callout.type_id, start.date()).min_minutes)
    return _schedule(
        callout, provider, by, start=start, end=end, site=callout.site, staff=staff, host=None, title=""
    )


def _tell_left_open(callout: CallOut, provider: Organisation, start: datetime, why: str) -> None:
    """Both who may give the session another time hear that it needs one."""
    managers = who.users_in([provider.pk], Role.PROVIDER_MANAGER)
    tell(
        user_ids=managers + who.users_in([callout.station_id], *STATION),
        topic="session_left_open",
        text=_("征集 %(number)s 有一场（%(when)s）没有排上：%(why)s请另排时间。")
        % {"number": callout.number, "when": f"{start:%m-%d %H:%M}", "why": why},
        link=f"/desk/callouts/{callout.pk}/schedule/",
    )


def _tell_left_out(callout: CallOut, refused: Sequence[str]) -> None:
    if refused:
        tell(
            user_ids=who.users_in([callout.station_id], *STATION),
            topic="participants_left_out",
            text=_("征集 %(number)s 有 %(n)s 人次未列入名单：%(first)s")
            % {"number": callout.number, "n": len(refused), "first": refused[0]},
            link=f"/desk/callouts/{callout.pk}/",
        )


def _schedule(
    callout: CallOut,
    provider: Organisation,
    by: Actor,
    *,
    start: datetime,
    end: datetime,
    site: Site | None,
    staff: Collection[User],
    host: Organisation | None,
    title: str,
) -> Session:
    """One planned session of a locked call-out; binds its money and its number. Raises Refusal by D1."""
    start, end = timezone.localtime(start), timezone.localtime(end)
    if end <= start:
        raise Refusal(_("结束时间应晚于开始时间。"), field="ends_at")
    _check_staff(callout, provider, start=start, end=end, site=site, staff=staff)
    number = _next_number(SESSION, callout.county, str(Quarter.containing(start.date())))
    series_number = _next_in_series(callout.series) if callout.series else None
    session = Session.objects.create(
        county=callout.county,
        number=number,
        type=callout.type,
        price_fen=callout.price_fen,
        price_from=callout.price_from,
        allotment=callout.allotment,
        callout=callout,
        theme_id=callout.theme_id,
        series=callout.series,
        series_number=series_number,
        provider=provider,
        station_id=callout.station_id,
        host=host or village_committee_of(callout.division_id),
        village=callout.division,
        town_id=callout.town_id,
        site=site,
        title=title or _title(callout, series_number),
        starts_at=start,
        ends_at=end,
        planned_at=clock.now(),
        planned_by=who.name_of(by),
    )
    _claim(callout, session)
    SessionStaff.objects.bulk_create(SessionStaff(session=session, user=user) for user in staff)
    _tell_host(session)
    return session


def _check_staff(
    callout: CallOut,
    provider: Organisation,
    *,
    start: datetime,
    end: datetime,
    site: Site | None,
    staff: Collection[User],
) -> None:
    here = Outing(start, end, callout.division_id, site.pk if site else None, callout.number)
    repeated = another_that_day(
        provider_id=provider.pk, type_code=callout.type_id, village=callout.division_id, start=start
    )
    sentence = (
        one_a_day(repeated)
        or staff_obstacle(micro_type=callout.type, provider_id=provider.pk, staff=staff, start=start)
        or time_obstacle(staff=staff, here=here)
    )
    if sentence:
        raise Refusal(sentence, field="staff")


def _name(session: Session, persons: Collection[Person]) -> list[str]:
    """Put people on the list as masked snapshots; returns why some could not be (bathing gap, two places)."""
    listed = set(
        SessionParticipant.objects.filter(session=session, person__in=persons).values_list(
            "person_id", flat=True
        )
    )
    here, day = outing_of(session), timezone.localtime(session.starts_at).date()
    rows, refused = [], []
    for person in persons:
        if person.pk in listed:
            continue
        sentence = bathed_too_soon(person=person, session=session) or person_elsewhere(
            person=person, here=here, leaving_out=session.pk
        )
        if sentence:
            refused.append(sentence)
            continue
        rows.append(
            SessionParticipant(
                session=session,
                person=person,
                label=person.masked_name,
                age_band=age_band(person.age_on(day)),
                is_minor=person.is_minor(day),
            )
        )
    SessionParticipant.objects.bulk_create(rows)
    return refused


def _title(callout: CallOut, series_number: int | None) -> str:
    if callout.series is not None:
        return _("第%(n)s期%(title)s") % {"n": series_number, "title": callout.series.title}
    return f"{callout.division.name}{callout.type.name}"


def _tell_host(session: Session) -> None:
    if session.host_id:
        tell(
            user_ids=who.users_in([session.host_id], *VILLAGE),
            topic="session_planned",
            text=_("%(when)s 在你处开展：%(title)s")
            % {"when": f"{timezone.localtime(session.starts_at):%m-%d %H:%M}", "title": session.title},
            link=f"/desk/sessions/{session.pk}/",
        )
