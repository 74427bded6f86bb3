"""Windows: the rhythm of each colour, planned once, met once, nobody missed (D6)."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import NotYours, Refusal
from yimi.rooms.care import actions
from yimi.rooms.care.models import Alert, Standing, Visit, Window
from yimi.rooms.care.queries import visits
from yimi.rooms.care.rules.windows import PERIODS, rhythm, stretches
from yimi.rooms.care.states import Colour
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import set_category
from yimi.rooms.people.models import Person

CONTACTS = {"red": 1, "yellow": 2, "blue": 1, "green": 1}
YELLOW = ("L1", "F3")
RED = ("L1", "L4", "F2", "F5", "M1", "E2")


def planned(colour: str, since: date, until: date, *, monthly: bool = False) -> list[tuple[date, date, bool]]:
    pace = rhythm(colour, CONTACTS[colour], monthly=monthly)
    return [
        (each.opens_on, each.closes_on, each.needs_home) for each in stretches(colour, pace, since, until)
    ]


def of(person: Person) -> list[tuple[str, str, str, bool]]:
    rows = Window.objects.filter(standing__person=person).order_by("closes_on", "pk")
    return [
        (f"{each.opens_on:%m-%d}", f"{each.closes_on:%m-%d}", each.state, each.needs_home) for each in rows
    ]


def visit(ward: Ward, person: Person, day: date | None = None, **changed: Any) -> Visit:
    at = timezone.make_aware(datetime.combine(day, MONDAY.time())) if day else clock.now()
    given: dict[str, Any] = {
        "person": person, "mode": "home", "outcome": "met", "visited_at": at, "sentence": "精神不错，米面够吃。",
        "client_id": uuid.uuid4(), "by": ward.cast.station_zhou,
    }  # fmt: skip
    return actions.record_visit(**given | changed)


def test_red_is_met_every_week_in_person() -> None:
    assert planned("red", date(2026, 11, 2), date(2026, 11, 9)) == [
        (date(2026, 11, 2), date(2026, 11, 8), True),
        (date(2026, 11, 9), date(2026, 11, 15), True),
    ]


def test_yellow_is_met_twice_a_month_once_in_person() -> None:
    assert planned("yellow", date(2026, 11, 1), date(2026, 11, 30)) == [
        (date(2026, 11, 1), date(2026, 11, 15), False),
        (date(2026, 11, 16), date(2026, 11, 30), True),
    ]


def test_blue_comes_home_once_a_quarter_and_green_in_the_survey_months() -> None:
    assert [each[2] for each in planned("blue", date(2026, 10, 1), date(2026, 12, 31))] == [
        False,
        False,
        True,
    ]
    assert [each[2] for each in planned("green", date(2026, 1, 1), date(2026, 12, 31))] == [
        True,
        False,
        True,
        False,
    ]


def test_a_special_difficulty_elder_is_met_every_month() -> None:
    assert len(planned("green", date(2026, 1, 1), date(2026, 12, 31), monthly=True)) == 12


def test_few_days_left_are_added_to_the_next_window() -> None:
    assert planned("blue", date(2026, 11, 20), date(2026, 12, 31))[0] == (
        date(2026, 11, 20),
        date(2026, 12, 31),
        True,
    )
    assert planned("blue", date(2026, 11, 10), date(2026, 11, 30))[0] == (
        date(2026, 11, 10),
        date(2026, 11, 30),
        False,
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(PERIODS)),
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.integers(1, 4),
    st.booleans(),
)
def test_windows_leave_no_day_out_and_no_day_twice(
    colour: str, since: date, contacts: int, monthly: bool
) -> None:
    pace = rhythm(colour, contacts, monthly=monthly)
    found = list(stretches(colour, pace, since, since + timedelta(days=200)))
    assert found[0].opens_on == since
    assert all(each.opens_on <= each.closes_on for each in found)
    assert all(b.opens_on == a.closes_on + timedelta(days=1) for a, b in pairwise(found))


def test_planning_again_plans_nothing_twice(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, *YELLOW)
    before = of(person)
    assert before[0] == ("11-02", "11-15", "open", False)
    assert [each[3] for each in before[:3]] == [False, True, False]
    assert actions.plan_windows(by=System("test")) == 0
    with clock.frozen(MONDAY + timedelta(days=30)):
        assert actions.plan_windows(by=System("test")) == 2
        assert actions.plan_windows(by=System("test")) == 0
    assert of(person)[: len(before)] == before


def test_red_is_seen_within_a_day_and_a_new_child_within_five_working_days(ward: Ward) -> None:
    grave, child = ward.elder(), ward.child()
    ward.coloured(grave, *RED)
    ward.coloured(child)
    assert of(grave)[0] == ("11-02", "11-03", "open", True)
    assert of(child)[0] == ("11-02", "11-09", "open", True)


def test_a_graver_colour_drops_what_was_planned_and_keeps_what_was_missed(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, *YELLOW)
    with clock.frozen(MONDAY + timedelta(days=18)):
        ward.coloured(person, *RED)
    states = {each[:3] for each in of(person)}
    assert ("11-02", "11-15", "open") in states and ("11-16", "11-30", "dropped") in states
    assert ("11-20", "11-21", "open") in states


def test_a_visit_meets_its_window_and_spares_the_home_visit_of_the_month(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, *YELLOW)
    visit(ward, person)
    assert of(person)[:2] == [("11-02", "11-15", "met", False), ("11-16", "11-30", "open", False)]


def test_a_call_does_not_meet_a_window_that_wants_somebody_at_the_door(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, *RED)
    visit(ward, person, mode="phone")
    assert of(person)[0][2] == "open"
    visit(ward, person)
    assert of(person)[0][2] == "met"


def test_a_late_visit_makes_up_and_says_so(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, *YELLOW)
    with clock.frozen(MONDAY + timedelta(days=20)):
        assert visit(ward, person, date(2026, 11, 17)).is_late
    assert [each[2] for each in of(person)[:2]] == ["missed", "met"]


def test_the_same_visit_sent_twice_is_one(ward: Ward) -> None:
    person, key = ward.elder(), uuid.uuid4()
    assert visit(ward, person, client_id=key) == visit(ward, person, client_id=key)
    assert Visit.objects.count() == 1


def test_nobody_at_home_on_three_days_is_an_alert_once(ward: Ward) -> None:
    person = ward.elder()
    for day in (0, 0, 1, 2, 3):
        with clock.frozen(MONDAY + timedelta(days=day)):
            visit(ward, person, outcome="not_home", sentence="")
    assert Alert.objects.get(rule="AL02").level == "P1"
    visits.not_home_days(person)
    with clock.frozen(MONDAY + timedelta(days=4)):
        visit(ward, person)
        assert visits.not_home_days(person) == set()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"visited_at": MONDAY + timedelta(hours=1)}, "不能晚于现在"),
        ({"visited_at": MONDAY - timedelta(days=61)}, "太久"),
        ({"sentence": " "}, "一句话"),
        ({"mode": "pigeon"}, "怎么走访"),
        ({"worries": ["weather"]}, "勾选"),
    ],
)
def test_what_makes_no_visit_is_refused(ward: Ward, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        visit(ward, ward.elder(), **changed)


def test_a_village_records_in_its_village_and_nowhere_else(ward: Ward) -> None:
    person = ward.elder()
    assert visit(ward, person, by=ward.cast.village_li).visited_by == ward.cast.village_li
    for user in (
        ward.cast.village_zhao,
        ward.cast.station_head_wu,
        ward.cast.reviewer_chen,
        ward.cast.stranger,
    ):
        with pytest.raises(NotYours):
            visit(ward, person, by=user)


def test_whoever_is_named_sees_the_window_and_the_load_is_counted(ward: Ward) -> None:
    person = ward.elder()
    standing = ward.coloured(person, *YELLOW)
    assert standing.worker == ward.cast.station_zhou
    village = ward.cast.village_li
    assert not visits.due(reach(village)).exists()
    with pytest.raises(NotYours, match="站长安排"):
        actions.name_worker(standing=standing, worker=village, by=ward.cast.station_zhou)
    actions.name_worker(standing=standing, worker=village, by=ward.cast.station_head_ma)
    assert [each.standing.person for each in visits.due(reach(village))] == [person]
    with clock.frozen(MONDAY + timedelta(days=20)):
        loads = visits.loads(reach(ward.cast.station_head_ma))
        assert [(each.worker, each.people, each.due, each.overdue) for each in loads] == [(village, 1, 2, 1)]
    assert visits.loads(reach(ward.cast.station_head_wu)) == []


def test_a_patient_is_given_to_the_station_only(ward: Ward) -> None:
    standing = ward.coloured(ward.patient())
    head = ward.cast.station_head_ma
    with pytest.raises(Refusal, match="社工站的同事"):
        actions.name_worker(standing=standing, worker=ward.cast.village_li, by=head)
    with pytest.raises(Refusal, match="不在当地"):
        actions.name_worker(standing=standing, worker=ward.cast.station_head_wu, by=head)


def test_windows_of_somebody_who_died_are_nobodys(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, *YELLOW)
    Person.objects.filter(pk=person.pk).update(deceased_on=MONDAY.date())
    assert not visits.due(reach(ward.cast.station_zhou)).exists()


def test_special_difficulty_elders_are_planned_monthly(ward: Ward) -> None:
    person = ward.elder()
    set_category(
        person=person,
        category="vulnerable_elder",
        valid_from=MONDAY.date(),
        source="名单",
        by=ward.cast.station_zhou,
    )
    ward.coloured(person, "L2")
    assert Standing.objects.get().colour == Colour.GREEN
    assert of(person)[0][:2] == ("11-02", "11-30")
