"""Windows above the rhythm (D6): festivals, weather, a change at home, the doctor's cycle."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.care import actions
from yimi.rooms.care.models import Alert, Window
from yimi.rooms.care.rules.overlays import FESTIVALS, Whom, coming, is_of
from yimi.rooms.people.actions import set_category
from yimi.rooms.people.models import Person

BY = System("test")
TUESDAY = date(2026, 11, 3)


def overlays(person: Person, why: str) -> list[tuple[date, date, str, str]]:
    rows = Window.objects.filter(standing__person=person, why=why).order_by("pk")
    return list(rows.values_list("opens_on", "closes_on", "because", "state"))


def alone(ward: Ward, person: Person) -> Person:
    set_category(
        person=person,
        category="lives_alone",
        valid_from=date(2026, 1, 1),
        source="名单",
        by=ward.cast.station_zhou,
    )
    return person


def warned(ward: Ward, **given: Any) -> Any:
    plain = {"county": "500114", "kind": "rain", "level": "orange", "starts_on": TUESDAY,
             "ends_on": TUESDAY + timedelta(days=2), "towns": [ward.cast.lishui], "by": ward.cast.business_he}  # fmt: skip
    return actions.warn_of_weather(**plain | given)


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("春节", 2026, date(2026, 2, 17)),
        ("春节", 2027, date(2027, 2, 6)),
        ("中秋节", 2026, date(2026, 9, 25)),
        ("重阳节", 2026, date(2026, 10, 18)),
        ("儿童节", 2026, date(2026, 6, 1)),
    ],
)
def test_festivals_fall_on_their_days(name: str, year: int, day: date) -> None:
    assert next(each for each in FESTIVALS if str(each.name) == name).on(year) == day


def test_a_festivals_window_is_the_week_that_ends_with_it_and_looks_over_new_year() -> None:
    found = coming(date(2026, 12, 20), date(2027, 2, 1), 7)
    assert [(str(each.name), first, last) for each, first, last in found] == [
        ("春节", date(2027, 1, 31), date(2027, 2, 6))
    ]
    assert not coming(date(2026, 2, 18), date(2026, 3, 25), 7)  # over yesterday


@pytest.mark.parametrize(
    ("whom", "age", "is_one"),
    [(Whom.EVERYBODY, None, True), (Whom.ELDERS, 60, True), (Whom.ELDERS, 59, False), (Whom.ELDERS, None, False),
     (Whom.CHILDREN, 17, True), (Whom.CHILDREN, 18, False)],
)  # fmt: skip
def test_whom_a_festival_concerns(whom: Whom, age: int | None, is_one: bool) -> None:
    assert is_of(whom, age) is is_one


def test_before_a_festival_those_at_risk_get_one_window_more_and_once(ward: Ward) -> None:
    with clock.frozen(timezone.make_aware(datetime(2026, 9, 1, 9))):
        yellow, green, lonely = ward.elder(), ward.elder("李大"), alone(ward, ward.elder("赵独"))
        ward.coloured(yellow, "L1", "F3")
        ward.coloured(green, "L2")
        ward.coloured(lonely, "L2")
        actions.plan_windows(by=BY)
        assert actions.plan_windows(by=BY) == 0
    festival = (date(2026, 9, 19), date(2026, 9, 25), "中秋节", "open")
    assert overlays(yellow, "festival") == overlays(lonely, "festival") == [festival]
    assert overlays(green, "festival") == []


def test_a_weather_warning_opens_a_window_for_those_at_risk_in_its_towns(ward: Ward) -> None:
    yellow, green, lonely = ward.elder(), ward.elder("李大"), alone(ward, ward.elder("赵独"))
    elsewhere = ward.elder("孙远", division=ward.cast.puhua)
    for person, factors in ((yellow, ("L1", "F3")), (green, ("L2",)), (lonely, ("L2",))):
        ward.coloured(person, *factors)
    actions.confirm_colour(
        assessment=ward.assessed(elsewhere, "L1", "F3", by=ward.cast.station_head_wu),
        by=ward.cast.station_head_wu,
    )
    notice = warned(ward)
    window = (TUESDAY, TUESDAY + timedelta(days=2), "暴雨橙色预警", "open")
    assert overlays(yellow, "weather") == overlays(lonely, "weather") == [window]
    assert overlays(green, "weather") == overlays(elsewhere, "weather") == []
    alert = Alert.objects.get(
        rule="AL14"
    )  # the elder alone; a yellow elder with company is asked after, no alert
    assert (alert.person, alert.level) == (lonely, "P1")
    assert alert.text == "暴雨橙色预警，11-03 到 11-05；老人独自居住。"
    with clock.frozen(MONDAY + timedelta(days=1)):
        actions.find_alerts(by=BY)
        actions.plan_windows(by=BY)
        assert Alert.objects.filter(rule="AL14").count() == 1 and len(overlays(yellow, "weather")) == 1
        actions.record_visit(
            person=yellow, mode="phone", outcome="met", visited_at=clock.now(), sentence="屋里不漏。",
            client_id=uuid.uuid4(), by=ward.cast.station_zhou,
        )  # fmt: skip
    assert overlays(yellow, "weather")[0][3] == "met"
    actions.lift_weather(notice=notice, by=ward.cast.business_he)
    assert overlays(lonely, "weather")[0][3] == "dropped" and overlays(yellow, "weather")[0][3] == "met"
    with pytest.raises(Stale):
        actions.lift_weather(notice=notice, by=ward.cast.business_he)


def test_an_unsafe_house_is_exposed_and_yellow_weather_raises_no_alert(ward: Ward) -> None:
    person = ward.elder("钱危", born=date(1980, 1, 1))
    ward.coloured(person, "E1")
    actions.find_hazard(person=person, kind="house", before="墙裂", by=ward.cast.station_zhou)
    warned(ward, level="yellow")
    assert not Alert.objects.filter(rule="AL14").exists()
    warned(ward, level="red", kind="wind")
    assert "房屋不安全" in Alert.objects.get(rule="AL14").text


def test_who_enters_weather_and_what_cannot_be(ward: Ward) -> None:
    for user in (
        ward.cast.station_head_ma,
        ward.cast.village_li,
        ward.cast.stranger,
        ward.cast.reviewer_chen,
    ):
        with pytest.raises(NotYours):
            warned(ward, by=user)
    for wrong in ({"kind": "x"}, {"ends_on": TUESDAY - timedelta(days=1)}, {"towns": []}, {"towns": [ward.cast.xinhua]},
                  {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 2)}):  # fmt: skip
        with pytest.raises(Refusal):
            warned(ward, **wrong)


def test_after_a_discharge_somebody_asks_within_a_day(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, "L2")
    actions.raise_alert(person=person, rule="AL10", text="昨天出院", by=ward.cast.village_li)
    assert overlays(person, "change") == [(MONDAY.date(), TUESDAY, "出院", "open")]
    rhythm = Window.objects.filter(standing__person=person, why="rhythm", state="open").count()
    ward.coloured(person, "L1", "F3")  # the colour changes: the rhythm is planned anew, the overlay stays
    assert overlays(person, "change")[0][3] == "open" and rhythm


def test_the_follow_up_cycle_of_a_patient_is_a_window_that_moves_with_the_doctors_class(ward: Ward) -> None:
    patient = ward.patient()
    ward.coloured(patient, doctor_class="stable")
    group = actions.open_group(person=patient, kind="five", by=ward.cast.station_zhou)
    first = (date(2026, 11, 10), date(2026, 11, 16))
    assert [each[:2] for each in overlays(patient, "follow") if each[3] == "open"] == [first]
    actions.look_at_group(
        group=group, outcome="improving", doctor_class="basically", by=ward.cast.station_zhou
    )
    moved = (date(2026, 11, 26), date(2026, 12, 2))
    assert [each[:2] for each in overlays(patient, "follow") if each[3] == "open"] == [moved]
