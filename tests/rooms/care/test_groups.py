"""Groups around a person, their cycles, hazards found and removed (A1-09 … A1-12, A1-14, AL07, AL15)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.care import actions
from yimi.rooms.care.models import Alert, CareGroup, Hazard
from yimi.rooms.care.rules.groups import missing
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import start_round

BY = System("test")


def opened(ward: Ward, kind: str = "five", **given: str) -> CareGroup:
    person = ward.patient() if kind == "five" else ward.elder()
    return actions.open_group(person=person, kind=kind, by=ward.cast.station_zhou, **given)


def test_five_in_one_needs_five_seats_and_is_for_patients_alone(ward: Ward) -> None:
    group = opened(ward)
    for seat in ("police", "doctor", "federation", "family"):
        actions.seat_member(group=group, seat=seat, name="某人", by=ward.cast.station_zhou)
    held = list(group.members.values_list("seat", flat=True))
    assert [each.value for each in missing("five", held)] == ["worker"]
    with pytest.raises(Refusal, match="位置"):
        actions.seat_member(group=group, seat="volunteer", name="某人", by=ward.cast.station_zhou)
    with pytest.raises(Refusal, match="在册"):
        actions.open_group(person=ward.elder(), kind="five", by=ward.cast.station_zhou)
    with pytest.raises(Refusal, match="已经有一个"):
        actions.open_group(person=group.person, kind="five", by=ward.cast.station_zhou)


@pytest.mark.parametrize(
    ("doctor", "days"), [("unstable", 14), ("basically", 30), ("stable", 90), ("unknown", 14)]
)
def test_the_doctors_class_says_when_somebody_looks_again_and_the_alert_comes_in_time(
    ward: Ward, doctor: str, days: int
) -> None:
    group = opened(ward)
    actions.look_at_group(group=group, outcome="improving", doctor_class=doctor, by=ward.cast.station_zhou)
    group.refresh_from_db()
    assert group.next_on == MONDAY.date() + timedelta(days=days)
    for ahead, found in ((4, 0), (3, 1), (1, 1)) if days < 60 else ():  # in January there is no calendar yet
        with clock.frozen(MONDAY + timedelta(days=days - ahead)):
            actions.find_alerts(by=BY)
            assert Alert.objects.filter(rule="AL15").count() == found


def test_a_pairing_has_one_leader_and_is_seen_on_six_dimensions(ward: Ward) -> None:
    group, zhou = opened(ward, "pair"), ward.cast.station_zhou
    actions.seat_member(group=group, seat="party", name="党员甲", by=zhou)
    with pytest.raises(Refusal):
        actions.seat_member(group=group, seat="party", name="党员乙", by=zhou)
    member = actions.seat_member(group=group, seat="volunteer", name="志愿者", phone="19900001111", by=zhou)
    look = actions.look_at_group(
        group=group, outcome="same", dimensions={"economy": 1, "psychology": -1}, by=zhou
    )
    assert look.changed == "经济 ↑、心理 ↓"
    for wrong in ({"wealth": 1}, {"economy": 2}):
        with pytest.raises(Refusal):
            actions.look_at_group(group=group, outcome="same", dimensions=wrong, by=zhou)
    actions.unseat_member(member=member, by=zhou)
    with pytest.raises(Stale):
        actions.unseat_member(member=member, by=zhou)


def test_fixed_visitors_are_the_persons_own_wish(ward: Ward) -> None:
    with pytest.raises(Refusal, match="意愿"):
        opened(ward, "visitors")
    assert opened(ward, "visitors", wish="想让隔壁小张来").wish == "想让隔壁小张来"


def test_a_group_closes_with_a_reason_and_nobody_else_sees_it(ward: Ward) -> None:
    group = opened(ward)
    for user in (
        ward.cast.village_li,
        ward.cast.station_head_wu,
        ward.cast.provider_a_worker,
        ward.cast.stranger,
    ):
        assert not CareGroup.objects.visible_to(reach(user)).exists()
        with pytest.raises(NotYours):
            actions.close_group(group=group, reason="结束", by=user)
    with pytest.raises(Refusal):
        actions.close_group(group=group, reason="", by=ward.cast.station_zhou)
    actions.close_group(group=group, reason="搬走了", by=ward.cast.station_zhou)
    with pytest.raises(Stale):
        actions.look_at_group(group=group, outcome="same", doctor_class="stable", by=ward.cast.station_zhou)


def test_a_hazard_left_for_a_week_is_an_alert_and_one_removed_is_not(ward: Ward) -> None:
    one = actions.find_hazard(
        person=ward.elder(), kind="fire", before="火盆放在床边", by=ward.cast.village_li
    )
    actions.find_hazard(
        person=ward.elder("李大"), kind="electric", before="电线老化", by=ward.cast.station_zhou
    )
    actions.remove_hazard(hazard=one, after="换成电暖器", by=ward.cast.village_li)
    with pytest.raises(Stale):
        actions.remove_hazard(hazard=one, after="又换", by=ward.cast.village_li)
    with clock.frozen(MONDAY + timedelta(days=7)):
        assert actions.find_alerts(by=BY) == 0
    with clock.frozen(MONDAY + timedelta(days=8)):
        actions.find_alerts(by=BY)
        actions.find_alerts(by=BY)
    assert [each.person.name for each in Alert.objects.filter(rule="AL07") if each.person] == ["李大"]


def test_a_survey_that_ticks_a_hazard_files_it_once(ward: Ward) -> None:
    ward.elder()
    survey = start_round(
        division=ward.cast.lishui, title="秋", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30),
        by=ward.cast.station_head_ma,
    )  # fmt: skip
    for _twice in range(2):
        actions.record_survey(
            form=survey.forms.get(), changes=["hazard"], sentence="电线老化", by=ward.cast.village_li
        )
    assert Hazard.objects.get().before == "电线老化" and not Alert.objects.exists()
    assert Hazard.objects.visible_to(reach(ward.cast.village_li)).count() == 1
