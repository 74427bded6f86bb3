"""Whether these workers and people can be at a session then and there: D1's rules, fed from tables."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel.figures import figure
from yimi.rooms.accounts.models import User
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.catalogue.queries import spec_on
from yimi.rooms.network.models import Assignment, Licence
from yimi.rooms.people.models import Person
from yimi.rooms.projects import rules
from yimi.rooms.projects.models import Session, SessionParticipant, SessionStaff
from yimi.rooms.projects.rules import Outing
from yimi.rooms.projects.rules.sessions import BATHING
from yimi.rooms.projects.states import SessionState

RECORD_CHECK = "record_check"


def staff_obstacle(
    *, micro_type: MicroType, provider_id: int, staff: Collection[User], start: datetime
) -> str | None:
    """The first rule these workers break on that day: of the house, enough, licensed, record-checked."""
    day = timezone.localtime(start).date()
    serving = set(
        Assignment.objects.current(day).filter(organisation=provider_id).values_list("user_id", flat=True)
    )
    strangers = [user.display_name for user in staff if user.pk not in serving]
    if strangers:
        return _("%(names)s 在 %(day)s 不是本机构的人员，请换人，或先登记任职。") % {
            "names": "、".join(strangers),
            "day": day.isoformat(),
        }
    licences = list(Licence.objects.valid(day).filter(user__in=staff).values_list("user_id", "kind"))
    checked = {user for user, kind in licences if kind == RECORD_CHECK}
    professional = {user for user, kind in licences if kind != RECORD_CHECK}
    return (
        rules.enough_staff(count=len(staff), minimum=spec_on(micro_type.code, day).min_staff)
        or rules.licensed(flags=micro_type.flags, licensed_count=len(professional))
        or rules.record_checked(
            sensitive=micro_type.sensitive,
            unchecked=[user.display_name for user in staff if user.pk not in checked],
        )
    )


def time_obstacle(
    *, staff: Collection[User], here: Outing, persons: Collection[Person] = (), leaving_out: int | None = None
) -> str | None:
    """The first worker or person who would be in two places within the gap (D1, D9)."""
    minutes = figure("person_gap_minutes")
    near = _around(here, minutes, leaving_out)
    elsewhere: dict[int, list[Outing]] = {}
    for row in SessionStaff.objects.filter(near, user__in=staff).select_related("session"):
        elsewhere.setdefault(row.user_id, []).append(outing_of(row.session))
    for user in staff:
        found = rules.two_places(
            who=user.display_name, here=here, others=elsewhere.get(user.pk, []), minutes=minutes
        )
        if found:
            return found
    for person in persons:
        found = person_elsewhere(person=person, here=here, leaving_out=leaving_out)
        if found:
            return found
    return None


def person_elsewhere(*, person: Person, here: Outing, leaving_out: int | None = None) -> str | None:
    """A person in two places within the gap, or None."""
    minutes = figure("person_gap_minutes")
    rows = SessionParticipant.objects.filter(_around(here, minutes, leaving_out), person=person).exclude(
        attended=False
    )
    others = [outing_of(row.session) for row in rows.select_related("session")]
    return rules.two_places(who=person.masked_name, here=here, others=others, minutes=minutes)


def bathed_too_soon(*, person: Person, session: Session) -> str | None:
    """The paid bath within seven days that stands in the way of this one, or None (D1)."""
    if session.type.sensitive != BATHING:
        return None
    days = figure("bathing_gap_days")
    reach = timedelta(days=days)
    rows = (
        SessionParticipant.objects.filter(
            person=person, session__type=session.type_id, session__state__in=SessionState.LIVE
        )
        .filter(
            session__starts_at__gt=session.starts_at - reach - timedelta(days=1),
            session__starts_at__lt=session.starts_at + reach + timedelta(days=1),
        )
        .exclude(session=session)
        .exclude(attended=False)
    )
    return rules.bathing_gap(
        label=person.masked_name,
        day=timezone.localtime(session.starts_at).date(),
        others=[
            timezone.localtime(start).date() for start in rows.values_list("session__starts_at", flat=True)
        ],
        days=days,
    )


def outing_of(session: Session) -> Outing:
    """When and where somebody on this session is: as it happened, else as planned."""
    return Outing(
        start=session.actual_start or session.starts_at,
        end=session.actual_end or session.ends_at,
        village=session.village_id,
        site=session.site_id,
        number=session.number,
    )


def another_that_day(
    *, provider_id: int, type_code: str, village: str, start: datetime, leaving_out: int | None = None
) -> str | None:
    """The number of the session this one would repeat (D1: one per provider, type, village and day)."""
    midnight = timezone.localtime(start).replace(hour=0, minute=0, second=0, microsecond=0)
    same = Session.objects.live().filter(
        provider=provider_id,
        type=type_code,
        village=village,
        starts_at__gte=midnight,
        starts_at__lt=midnight + timedelta(days=1),
    )
    others = same.exclude(pk=leaving_out) if leaving_out else same
    return others.order_by("id").values_list("number", flat=True).first()


def _around(here: Outing, minutes: int, leaving_out: int | None) -> Q:
    gap = timedelta(minutes=minutes)
    near = Q(
        session__state__in=SessionState.LIVE,
        session__starts_at__lt=here.end + gap + timedelta(hours=12),
        session__starts_at__gt=here.start - gap - timedelta(hours=24),
    )
    return near & ~Q(session=leaving_out) if leaving_out else near
