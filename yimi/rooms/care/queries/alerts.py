"""How fast, to whom, and which alerts are open."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from yimi.kernel.figures import figure
from yimi.kernel.reach import Reach
from yimi.kernel.workdays import add_working_days
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.care.models import Alert, Standing
from yimi.rooms.care.rules.alerts import GRAVE, strictest
from yimi.rooms.care.states import AlertState, Colour, Level, Rule
from yimi.rooms.network import queries as network
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries.rights import every_file_of


def due_at(level: str, colour: str | None, now: datetime) -> datetime:
    """By when an alert is answered: the clock of its level or of the person's colour, whichever is stricter."""
    by_level = {
        Level.P0: lambda: now + timedelta(minutes=figure("alert_p0_minutes")),
        Level.P1: lambda: now + timedelta(hours=figure("alert_p1_hours")),
        Level.P2: lambda: _working_days(now, figure("alert_p2_working_days")),
        Level.P3: lambda: now + timedelta(days=figure("alert_p3_days")),
    }[Level(level)]()
    by_colour = {
        Colour.RED: lambda: now + timedelta(hours=figure("respond_red_hours")),
        Colour.YELLOW: lambda: _working_days(now, figure("respond_yellow_working_days")),
        Colour.BLUE: lambda: now + timedelta(days=figure("respond_blue_days")),
        Colour.GREEN: lambda: now + timedelta(days=figure("respond_green_days")),
    }
    return strictest(by_level, by_colour[Colour(colour)]() if colour else None)


def _working_days(now: datetime, days: int) -> datetime:
    """The end of the n-th working day."""
    last = add_working_days(timezone.localtime(now).date(), days)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def whom_to_tell(alert: Alert, standing: Standing | None) -> set[int]:
    """The named worker, or else the station; grave ones the head as well; P0 the county too.

    A mandatory report is sealed: the head and the county alone.
    """
    station = network.station_of(alert.division_id)
    if alert.rule == Rule.REPORT:
        heads = network.holders_of(station.pk, Role.STATION_HEAD) if station is not None else []
        return {*heads, *network.holders_in(alert.county, Role.COUNTY_BUSINESS)}
    told = {standing.worker_id} if standing and standing.worker_id else set()
    if station is not None and (not told or alert.level in GRAVE):
        told |= set(network.holders_of(station.pk, *(STATION if not told else (Role.STATION_HEAD,))))
    if alert.level == Level.P0:
        told |= set(network.holders_in(alert.county, Role.COUNTY_BUSINESS))
    return {each for each in told if each is not None}


def live(reach: Reach) -> QuerySet[Alert]:
    """Open alerts of one's area, the nearest clock first."""
    rows = Alert.objects.visible_to(reach).live()
    return rows.select_related("person", "division", "assignee").order_by("due_at", "pk")


def of_person(person: Person, reach: Reach) -> list[Alert]:
    """A person's open alerts, of every file merged into this one, the nearest clock first: what they are and how far, not
    what was said."""
    rows = Alert.objects.visible_to(reach).live().filter(person__in=every_file_of(person))
    return list(rows.only("rule", "level", "state").order_by("due_at", "pk")[:5])


def to_answer(reach: Reach) -> QuerySet[Alert]:
    """Open alerts that wait for a deed, not for somebody's look."""
    return live(reach).exclude(state=AlertState.DISPOSED)
