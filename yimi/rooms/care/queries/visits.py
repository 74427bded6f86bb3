"""Who is to be met, who was met, and who carries how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.care.models import Alert, Standing, Visit, Window
from yimi.rooms.care.models.scope import RESPONSIBLE
from yimi.rooms.care.queries.colours import BY_RANK
from yimi.rooms.care.states import AlertState, Outcome
from yimi.rooms.people.models import Person

COUNTY_STEM = 6  # digits


def due(reach: Reach, day: date | None = None) -> QuerySet[Window]:
    """Windows that are open now, the overdue ones among them: the nearest end first, the gravest, by village."""
    rows = Window.objects.visible_to(reach).open().begun(day or clock.today())
    rows = rows.select_related("standing__person__division", "standing__worker")
    # A town is a few per cent of a large county: walking all its windows by their end, the planner's choice for the
    # first hundred, takes ten times as long as sorting the town's own. A county's reach walks.
    whole = any(len(stem) <= COUNTY_STEM for stem in reach.stems(*RESPONSIBLE))
    end = F("closes_on") if whole else Coalesce("closes_on", "closes_on")
    return rows.order_by(end, BY_RANK, "standing__person__division_id", "pk")


def next_window(person: Person, reach: Reach) -> Window | None:
    """The window in which this person is to be met next; an overdue one first."""
    rows = Window.objects.visible_to(reach).open().filter(standing__person=person)
    return rows.order_by("closes_on").first()


def visits_of(person: Person, reach: Reach) -> list[Visit]:
    """The latest contacts, as far as the asker may read them."""
    rows = Visit.objects.visible_to(reach).filter(person=person).select_related("visited_by", "recorded_by")
    return list(rows.order_by("-visited_at", "-pk")[:10])


def not_home_days(person: Person) -> set[date]:
    """Different days on which nobody was at home, since the person was last met."""
    rows = Visit.objects.filter(person=person).order_by("-visited_at", "-pk")
    days: set[date] = set()
    for outcome, at in rows.values_list("outcome", "visited_at")[:30]:
        if outcome == Outcome.MET:
            break
        if outcome == Outcome.NOT_HOME:
            days.add(timezone.localtime(at).date())
    return days


@dataclass
class Load:
    """What one worker carries. For sharing the work out, never for ranking (E1)."""

    worker: User | None
    people: int = 0
    red: int = 0
    due: int = 0
    overdue: int = 0
    alerts: int = 0


def loads(reach: Reach, day: date | None = None) -> list[Load]:
    """Every named worker of one's area by name, and first what nobody was named for; three queries and the names."""
    today = day or clock.today()
    there = Standing.objects.visible_to(reach).filter(person__deceased_on=None, person__merged_into=None)
    found: dict[int | None, Load] = {}
    counted = there.values_list("worker").annotate(n=Count("pk"), red=Count("pk", filter=Q(colour="red")))
    for worker, people, red in counted.order_by():
        load = found.setdefault(worker, Load(None))
        load.people, load.red = people, red
    open_ = Window.objects.visible_to(reach).open().begun(today)
    rows = open_.values_list("standing__worker").annotate(
        n=Count("pk"), late=Count("pk", filter=Q(closes_on__lt=today))
    )
    for worker, windows, late in rows.order_by():
        load = found.setdefault(worker, Load(None))
        load.due, load.overdue = windows, late
    live = Alert.objects.visible_to(reach).live().exclude(state=AlertState.DISPOSED)
    for worker, alerts in live.values_list("assignee").annotate(n=Count("pk")).order_by():
        found.setdefault(worker, Load(None)).alerts = alerts
    for user in User.objects.filter(pk__in=[each for each in found if each]):
        found[user.pk].worker = user
    return sorted(found.values(), key=lambda each: each.worker.display_name if each.worker else "")
