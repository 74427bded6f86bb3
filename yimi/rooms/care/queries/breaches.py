"""What the nightly rules find: each finding with a key, so that it is raised once (D7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max

from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.rooms.care.models import CareGroup, Hazard, Standing, Window
from yimi.rooms.care.rules.alerts import NODES
from yimi.rooms.care.states import Colour, GroupKind, HazardKind, Rule
from yimi.rooms.people.models import Person, PersonCategory
from yimi.rooms.people.rules import age_on
from yimi.rooms.people.states import Category
from yimi.rooms.projects.models import RequestPerson

GRACE = {
    Colour.RED: "visit_grace_red_days",
    Colour.YELLOW: "visit_grace_yellow_days",
    Colour.BLUE: "visit_grace_blue_days",
    Colour.GREEN: "visit_grace_green_days",
}


@dataclass(frozen=True)
class Breach:
    rule: Rule
    person: Person
    key: str
    text: str = ""


def overdue_visits() -> list[Breach]:
    """AL01: nobody came, and the days of grace of the colour are over too."""
    today, found = clock.today(), []
    for colour, key in GRACE.items():
        late = Window.objects.open().filter(colour=colour, closes_on__lt=today - timedelta(days=figure(key)))
        for each in late.select_related("standing__person__division").iterator(chunk_size=500):
            found.append(
                Breach(Rule.OVERDUE, each.standing.person, f"AL01:{each.pk}", f"{each.closes_on:%Y-%m-%d}")
            )
    return found


def ending_benefits() -> list[Breach]:
    """AL08: an official category runs out soon."""
    today = clock.today()
    soon = today + timedelta(days=figure("benefit_notice_days"))
    rows = PersonCategory.objects.filter(
        valid_to__range=(today, soon), person__deceased_on=None, person__merged_into=None
    )
    return [
        Breach(
            Rule.BENEFIT,
            each.person,
            f"AL08:{each.pk}",
            f"{Category(each.category).label} {each.valid_to:%Y-%m-%d}",
        )
        for each in rows.select_related("person__division")
    ]


def coming_ages() -> list[Breach]:
    """AL09: somebody who is looked after turns 16, 18, 60 or 80 soon."""
    today = clock.today()
    soon = today + timedelta(days=figure("benefit_notice_days"))
    found = []
    for node in NODES:
        born = (_back(today, node) - timedelta(days=1), _back(soon, node) + timedelta(days=1))
        people = Person.objects.present().filter(
            pk__in=Standing.objects.values("person"), birth_date__range=born
        )
        for each in people.select_related("division"):
            if each.birth_date and age_on(each.birth_date, today) < node <= age_on(each.birth_date, soon):
                found.append(Breach(Rule.AGE, each, f"AL09:{each.pk}:{node}", str(node)))
    return found


def repeated_requests() -> list[Breach]:
    """AL11: one household asked again and again within a month."""
    since = clock.now() - timedelta(days=figure("repeated_requests_days"))
    rows = (
        RequestPerson.objects.filter(request__created_at__gte=since, person__household__isnull=False)
        .values("person__household")
        .annotate(asked=Count("request", distinct=True), last=Max("request"), who=Max("person"))
        .filter(asked__gte=figure("repeated_requests"))
    )
    found = {each["who"]: each for each in rows}
    people = Person.objects.present().filter(pk__in=found).select_related("division")
    return [
        Breach(Rule.REPEATED, each, f"AL11:{found[each.pk]['person__household']}:{found[each.pk]['last']}")
        for each in people
    ]


def lasting_hazards() -> list[Breach]:
    """AL07: a hazard nobody removed for a week."""
    since = clock.now() - timedelta(days=figure("hazard_open_days"))
    rows = Hazard.objects.open().filter(found_at__lt=since).select_related("person__division")
    return [
        Breach(Rule.HAZARD, each.person, f"AL07:{each.pk}", str(HazardKind(each.kind).label)) for each in rows
    ]


def due_follow_ups() -> list[Breach]:
    """AL15: the health sector's follow-up of a patient is due within days, or past."""
    soon = clock.today() + timedelta(days=figure("follow_notice_days"))
    rows = CareGroup.objects.running().filter(kind=GroupKind.FIVE, next_on__lte=soon)
    return [
        Breach(Rule.FOLLOW_UP, each.person, f"AL15:{each.pk}:{each.next_on}", f"{each.next_on:%Y-%m-%d}")
        for each in rows.select_related("person__division")
    ]


def _back(day: date, years: int) -> date:
    """That many years before; the day before 1 March where there is no 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
