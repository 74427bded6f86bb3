from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast, build_cast
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.workdays import load_calendar
from yimi.rooms.care import actions
from yimi.rooms.care.models import Assessment, Standing
from yimi.rooms.care.queries.sheets import shipped_sheets
from yimi.rooms.care.rules.sheets import Sheet
from yimi.rooms.people.actions import add_person, set_category
from yimi.rooms.people.models import Person

MONDAY = timezone.make_aware(datetime(2026, 11, 2, 9))
VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors.json").read_text(encoding="utf-8")
)
SHEETS: dict[str, Sheet] = {kind: Sheet.of(each) for kind, each in shipped_sheets()["sheets"].items()}


@dataclass(frozen=True)
class Ward:
    """The cast with the shipped sheets, and invented people to care for."""

    cast: Cast

    def elder(self, name: str = "王秀英", *, born: date = date(1950, 3, 8), **given: Any) -> Person:
        return add_person(
            **{"name": name, "division": self.cast.xinhua, "birth_date": born, "by": System("test")} | given
        )

    def child(self, name: str = "李小满", **given: Any) -> Person:
        return self.elder(name, born=date(2018, 5, 1), **given)

    def patient(self, name: str = "周大山") -> Person:
        person = self.elder(name, born=date(1980, 1, 1))
        set_category(
            person=person,
            category="smd_patient",
            valid_from=date(2026, 1, 1),
            source="名单",
            by=self.cast.station_zhou,
        )
        return person

    def assessed(self, person: Person, *factors: str, by: Any = None, **given: Any) -> Assessment:
        return actions.assess(person=person, factors=factors, by=by or self.cast.station_zhou, **given)

    def coloured(self, person: Person, *factors: str, **given: Any) -> Standing:
        made = self.assessed(person, *factors, **given)
        return actions.confirm_colour(assessment=made, by=self.cast.station_zhou)


@contextmanager
def opened_ward() -> Iterator[Ward]:
    """Everything stands on Monday 2 November 2026, nine o'clock."""
    with clock.frozen(MONDAY):
        load_calendar()
        cast = build_cast()
        actions.load_sheets(county="500114", by=System("test"))
        yield Ward(cast)


@pytest.fixture
def ward(db: None) -> Iterator[Ward]:
    with opened_ward() as ward:
        yield ward
