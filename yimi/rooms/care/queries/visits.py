"""Who is to be met, who was met, and who carries how much."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.utils import timezone

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.care.models import Alert, Visit, Window
from yimi.rooms.care.models.visits import WINDOW_ORDER
from yimi.rooms.care.queries.tallies import Tallied, tallied
from yimi.rooms.care.states import AlertState, Colour, Counted, Outcome
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries.rights import every_file_of

SHOWN = (
    "mode", "outcome", "source", "told_by", "recorded_by__display_name", "sentence", "visited_at", "is_late",
    "visited_by__display_name",
)  # fmt: skip


def due(reach: Reach, day: date | None = None) -> QuerySet[Window]:
    """Windows that are open now, the overdue ones among them: the nearest end first, the gravest, by village."""
    rows = Window.objects.visible_to(reach).open().begun(day or clock.today())
    return rows.select_related("standing__person__division", "standing__worker").order_by(*WINDOW_ORDER)


def next_window(person: Person, reach: Reach) -> Window | None:
    """The window in which this person is to be met next; an overdue one first."""
    rows = Window.objects.visible_to(reach).open().filter(standing__person=person)
    return rows.order_by("closes_on").first()


def visits_of(person: Person, reach: Reach) -> list[Visit]:
    """The latest contacts, of every file merged into this one, as far as the asker may read them."""
    rows = Visit.objects.visible_to(reach).filter(person__in=every_file_of(person))
    rows = rows.select_related("visited_by", "recorded_by")
    return list(rows.only(*SHOWN).order_by("-visited_at", "-pk")[:10])


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


def loads(reach: Reach, found: Tallied | None = None) -> list[Load]:
    """Every named worker of one's area by name, and first what nobody was named for; three queries."""
    counted = tallied(reach) if found is None else found
    carried = {worker: _load(each) for worker, each in counted.items()}
    live = Alert.objects.visible_to(reach).live().exclude(state=AlertState.DISPOSED)
    for worker, alerts in live.values_list("assignee").annotate(n=Count("pk")).order_by():
        carried.setdefault(worker, Load(None)).alerts = alerts
    for user in User.objects.filter(pk__in=[each for each in carried if each]):
        carried[user.pk].worker = user
    some = (load for load in carried.values() if load.people or load.due or load.alerts)
    return sorted(some, key=lambda each: each.worker.display_name if each.worker else "")


def _load(counted: Counter[str]) -> Load:
    return Load(
        worker=None,
        people=sum(counted[each.value] for each in Colour),
        red=counted[Counted.RED],
        due=counted[Counted.DUE],
        overdue=counted[Counted.LATE],
    )
