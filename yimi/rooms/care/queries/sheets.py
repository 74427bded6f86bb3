"""Which sheet weighs whom, and what the register answers already."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.errors import Refusal
from yimi.kernel.reach import Reach
from yimi.rooms.care.models import Sheet, SimulatedChange
from yimi.rooms.care.rules.sheets import Sheet as Rules
from yimi.rooms.care.states import SheetKind
from yimi.rooms.people import queries as people
from yimi.rooms.people.models import Person
from yimi.rooms.people.rules import MAJORITY
from yimi.rooms.people.states import SENSITIVE_CATEGORIES

SHIPPED = "yimi/data/care-sheets.json"
ELDER_AGE = 60


def shipped_sheets() -> dict[str, Any]:
    """The three sheets that come with the product (D5)."""
    loaded: dict[str, Any] = json.loads((settings.BASE / SHIPPED).read_text(encoding="utf-8"))
    return loaded


def kind_for(person: Person, day: date) -> SheetKind:
    """Children by the child sheet, from 60 by the elder sheet, everybody else by the household's."""
    age = person.age_on(day)
    if age is not None and age < MAJORITY:
        return SheetKind.CHILD
    return SheetKind.ELDER if age is not None and age >= ELDER_AGE else SheetKind.HOUSEHOLD


def sheet_for(person: Person, day: date | None = None) -> Sheet:
    """The released sheet that weighs this person today. Refused when the county has released none."""
    on = day or clock.today()
    kind = kind_for(person, on)
    found = Sheet.objects.in_force(person.county, on).filter(kind=kind).first()
    if found is None:
        raise Refusal(_("本区县还没有发布%(what)s，请业务科室先到“评估表”页载入。") % {"what": kind.label})
    return found


def known_factors(rules: Rules, person: Person, reach: Reach, day: date | None = None) -> set[str]:
    """Factors that the register answers: age, official categories. They come ticked (ux: nothing asked twice)."""
    on = day or clock.today()
    held = people.running_categories([person.pk], reach, on).get(person.pk, [])
    return rules.known(age=person.age_on(on), categories=held)


def is_patient(person: Person, day: date | None = None) -> bool:
    """Is this a registered mental-disorder patient, whose colour is at least yellow (decision 14)?"""
    on = day or clock.today()
    rows = person.categories.filter(category__in=SENSITIVE_CATEGORIES, valid_from__lte=on)
    return rows.exclude(valid_to__lt=on).exists()


def matrix(sheet: Sheet) -> list[tuple[str, str, int]]:
    """How many people a simulated draft moves, from which colour to which."""
    found = SimulatedChange.objects.filter(sheet=sheet).values("before", "after").annotate(people=Count("pk"))
    return list(found.order_by("before", "after").values_list("before", "after", "people"))


def changed_by(sheet: Sheet, reach: Reach) -> QuerySet[SimulatedChange]:
    """Who would change, as far as the asker may see them."""
    visible = Person.objects.visible_to(reach).values("pk")
    return sheet.changes.filter(person__in=visible).select_related("person__division").order_by("pk")
