"""Roll-ups equal what is counted anew, after whatever happened and on any day."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import Refusal
from yimi.kernel.reach import Reach
from yimi.rooms.care import actions
from yimi.rooms.care.models import Standing, Tally, Window
from yimi.rooms.care.queries import colours, visits
from yimi.rooms.care.queries.tallies import summed, tallied
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import (
    correct_person,
    end_category,
    merge_person,
    record_death,
    set_category,
    unmerge_person,
)
from yimi.rooms.people.models import Person, PersonCategory

TEST = System("test")
FACTORS = ((), ("L1",), ("L1", "F3"), ("L1", "L4", "F2", "F5", "M1", "E2"))
THERE = Q(person__deceased_on=None, person__merged_into=None, person__erased_at=None)


def counted_live(seen: Reach, day: date) -> Counter[str]:
    """The same figures, one by one from the persons' own rows."""
    area = Q(person__division__code__startswith=seen.stems()[0])
    found: Counter[str] = Counter()
    for colour, people in (
        Standing.objects.filter(area, THERE).values_list("colour").annotate(n=Count("pk")).order_by()
    ):
        found[colour] = people
    found["again"] = Standing.objects.filter(area, THERE, reassess_on__lte=day).count()
    where = {f"standing__{key}": value for key, value in (area & THERE).children}  # type: ignore[misc, str-unpack]
    begun = Window.objects.filter(state="open", opens_on__lte=day, **where)
    found["due"], found["late"] = begun.count(), begun.filter(closes_on__lt=day).count()
    held = PersonCategory.objects.filter(person=OuterRef("pk"), valid_from__lte=day).exclude(valid_to__lt=day)
    lacking = Person.objects.present().filter(Exists(held), division__code__startswith=seen.stems()[0])
    found["lacking"] = lacking.exclude(Exists(Standing.objects.filter(person=OuterRef("pk")))).count()
    return +found


def agrees(ward: Ward) -> None:
    for user in (ward.cast.station_head_ma, ward.cast.business_he):
        for day in (clock.today(), clock.today() + timedelta(days=21)):
            assert +summed(tallied(reach(user), day)) == counted_live(reach(user), day)
            lacking = colours.unassessed(reach(user), day).count()
            assert lacking == summed(tallied(reach(user), day))["lacking"]


class Acts:
    """What may happen to three people; an act that is refused changes nothing."""

    def __init__(self, ward: Ward) -> None:
        self.ward, self.zhou, self.he = ward, ward.cast.station_zhou, ward.cast.business_he
        self.people = [ward.elder(), ward.child(), ward.patient()]

    def colour(self, person: Person, dice: int) -> None:
        made = actions.assess(
            person=person, factors=FACTORS[dice % 4] if person.name != "李小满" else (), by=TEST
        )
        actions.confirm_colour(assessment=made, by=self.he)

    def override(self, person: Person, dice: int) -> None:
        standing = Standing.objects.filter(person=person).first()
        if standing:
            colour = ("red", "yellow", "blue")[dice % 3]
            actions.override_colour(standing=standing, colour=colour, reason="邻居说的", by=self.he)

    def visit(self, person: Person, dice: int) -> None:
        actions.record_visit(
            person=person, mode=("home", "phone")[dice % 2], outcome="met", sentence="还好。", by=self.he,
            visited_at=clock.now() - timedelta(days=dice % 5), client_id=uuid.uuid4(),
        )  # fmt: skip

    def move(self, person: Person, dice: int) -> None:
        to = (self.ward.cast.xinhua, self.ward.cast.puhua)[dice % 2]
        correct_person(person=person, changes={"division": to}, by=self.he)

    def die(self, person: Person, dice: int) -> None:
        record_death(person=person, on=clock.today(), by=self.he)

    def merge(self, person: Person, dice: int) -> None:
        merge_person(person=person, into=self.people[dice % 3], by=self.he)

    def part(self, person: Person, dice: int) -> None:
        unmerge_person(person=person, reason="是两个人", by=self.he)

    def name(self, person: Person, dice: int) -> None:
        standing = Standing.objects.filter(person=person).first()
        if standing:
            worker = (self.zhou, self.ward.cast.station_head_ma, self.ward.cast.station_head_wu)[dice % 3]
            actions.name_worker(standing=standing, worker=worker, by=self.he)

    def enrol(self, person: Person, dice: int) -> None:
        start = clock.today() + timedelta(days=dice * 7 - 30)
        end = start + timedelta(days=dice * 9) if dice % 3 else None
        kind = ("dibao", "lives_alone")[dice % 2]
        set_category(person=person, category=kind, valid_from=start, valid_to=end, source="名单", by=self.he)

    def leave(self, person: Person, dice: int) -> None:
        entry = person.categories.order_by("pk").first()
        if entry is not None:
            end_category(entry=entry, on=clock.today() + timedelta(days=dice * 5), by=TEST)

    def night(self, person: Person, dice: int) -> None:
        actions.plan_windows(by=TEST)
        actions.expire_overrides(by=TEST)

    def count(self, person: Person, dice: int) -> None:
        assert actions.recount(by=TEST) == 0

    def do(self, name: str, who: int, dice: int) -> None:
        with transaction.atomic():
            act: Callable[[Person, int], None] = getattr(self, name)
            try:
                act(Person.objects.get(pk=self.people[who].pk), dice)
            except Refusal:
                transaction.set_rollback(True)


NAMES = [name for name in vars(Acts) if not name.startswith("_") and name != "do"]
STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 2), st.integers(0, 8), st.integers(0, 20)),
    min_size=4,
    max_size=14,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_the_roll_ups_equal_a_recount(
    ward: Ward, steps: list[tuple[str, int, int, int]]
) -> None:
    with transaction.atomic():
        acts, now = Acts(ward), MONDAY
        for name, who, dice, days in steps:
            now += timedelta(days=days)
            with clock.frozen(now):
                acts.do(name, who, dice)
        with clock.frozen(now):
            assert actions.recount(by=TEST) == 0
            agrees(ward)
        transaction.set_rollback(True)


def test_a_figure_that_was_falsified_is_found_and_put_right(ward: Ward, caplog: Any) -> None:
    ward.coloured(ward.elder(), "L1")
    Tally.objects.filter(kind="green").update(number=7)
    Tally.objects.filter(kind="due").delete()
    assert actions.recount(by=TEST) == 2
    assert "2 figures differed" in caplog.text
    agrees(ward)
    assert actions.recount(by=TEST) == 0


@pytest.mark.django_db
def test_a_list_of_windows_is_walked_page_by_page(ward: Ward) -> None:
    from yimi.doors.desk.paging import nearest

    for number in range(7):
        ward.coloured(ward.elder(f"王{number}"), *FACTORS[number % 4])
    with clock.frozen(MONDAY + timedelta(days=20)):
        rows = visits.due(reach(ward.cast.station_head_ma))
        found, after = [], ""
        while True:
            page = nearest(rows, after, size=2)
            found += page.rows
            after = page.next
            if not after:
                break
        assert found == list(rows)
        assert len(found) > 7
    with pytest.raises(Refusal, match="翻页的位置"):
        nearest(rows, "2026-13-01~0~500114109203~1")
