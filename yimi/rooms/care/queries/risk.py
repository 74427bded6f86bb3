"""Who is at risk when the weather is bad or a festival comes (D6, D7 AL14)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from yimi.kernel import clock
from yimi.rooms.care.models import Hazard, Standing
from yimi.rooms.care.rules.overlays import ELDER_AGE, WATCHED
from yimi.rooms.care.states import HazardKind
from yimi.rooms.people.models import PersonCategory, SurveyForm
from yimi.rooms.people.states import Category, Fact, FormState


def _alone(today: date) -> Q:
    """Elders who live alone: so says a category that runs, or the household's last survey."""
    held = PersonCategory.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        person=OuterRef("person"),
        category=Category.LIVES_ALONE,
        valid_from__lte=today,
    )
    born = _years_back(today, ELDER_AGE)
    return Q(person__birth_date__lte=born) & (Exists(held) | _surveyed(Fact.ALONE))


def _unsafe() -> Q:
    """Whose house is dangerous: a hazard of the house is open, or the last survey found it bad."""
    hazard = Hazard.objects.filter(person=OuterRef("person"), kind=HazardKind.HOUSE, removed_at=None)
    return Exists(hazard) | _surveyed(Fact.BAD_HOUSE)


def _surveyed(fact: str) -> Q:
    last = SurveyForm.objects.filter(
        Q(household=OuterRef("person__household")) | Q(person=OuterRef("person")), state=FormState.DONE
    ).order_by("-pk")
    newest = SurveyForm.objects.filter(pk=Subquery(last.values("pk")[:1]), facts__contains=[fact])
    return Q(Exists(newest))


def at_risk(towns: Iterable[str] | None = None) -> QuerySet[Standing]:
    """Red, yellow, and elders alone; of these towns (nine digits), or everywhere."""
    rows = Standing.objects.present() if towns is None else Standing.objects.present().filter(town__in=towns)
    return rows.filter(Q(colour__in=WATCHED) | _alone(clock.today()))


def exposed(towns: Iterable[str]) -> QuerySet[Standing]:
    """Elders alone and people in unsafe houses of these towns, with what is true of each (AL14)."""
    rows = Standing.objects.present().filter(town__in=towns).select_related("person__division")
    alone, unsafe = _alone(clock.today()), _unsafe()
    return rows.annotate(alone=alone, unsafe=unsafe).filter(Q(alone=True) | Q(unsafe=True)).order_by("pk")


def _years_back(day: date, years: int) -> date:
    """The last birthday of whoever turns that old by `day`."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
