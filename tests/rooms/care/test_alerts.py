"""Alerts: raised once, answered by the clock, closed by somebody else, told upward when late (D7)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.accounts.models import User
from yimi.rooms.care import actions
from yimi.rooms.care.models import Alert, Standing
from yimi.rooms.care.queries import alerts
from yimi.rooms.care.rules.alerts import LEVELS, REPORTED
from yimi.rooms.care.states import AlertState, Rule
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import set_category

BY = System("test")
YELLOW = ("L1", "F3")
RED = ("L1", "L4", "F2", "F5", "M1", "E2")


def raised(ward: Ward, rule: str = "AL03", by: User | None = None) -> Alert:
    return actions.raise_alert(
        person=ward.elder(), rule=rule, text="儿子出事了", by=by or ward.cast.village_li
    )


def disposed(ward: Ward, alert: Alert, *, was_true: bool = True, by: User | None = None) -> Alert:
    worker = by or ward.cast.station_zhou
    actions.take_alert(alert=alert, by=worker)
    return actions.dispose_alert(
        alert=alert, was_true=was_true, result="已上门核实", assists=["urgent"], by=worker
    )


def test_every_rule_has_its_level() -> None:
    assert sorted(LEVELS) == sorted(Rule.values)
    assert [LEVELS[each] for each in ("AL13", "AL02", "AL03", "AL08")] == ["P0", "P1", "P2", "P3"]


def test_every_rule_can_be_raised() -> None:
    """By hand, as a mandatory report, by the nightly job, or by the third visit that met nobody."""
    nightly = {"AL01", "AL07", "AL08", "AL09", "AL11", "AL15"}
    assert {*REPORTED, "AL13"} | nightly | {"AL02"} == set(Rule.values)


@pytest.mark.parametrize("rule", ["AL06", "AL14"])
def test_what_no_machine_finds_yet_is_raised_by_hand(ward: Ward, rule: str) -> None:
    alert = raised(ward, rule)
    assert (alert.rule, alert.level, alert.reporter) == (rule, "P1", ward.cast.village_li)
    assert alert.due_at == MONDAY + timedelta(hours=24)


@pytest.mark.parametrize(
    ("level", "colour", "due"),
    [
        ("P0", None, MONDAY + timedelta(minutes=30)),
        ("P1", "green", MONDAY + timedelta(hours=24)),
        ("P2", None, timezone.make_aware(datetime(2026, 11, 6))),  # the end of Thursday
        ("P2", "red", MONDAY + timedelta(hours=24)),
        ("P3", "yellow", timezone.make_aware(datetime(2026, 11, 6))),
        ("P3", "green", MONDAY + timedelta(days=7)),
    ],
)
def test_the_stricter_clock_holds(ward: Ward, level: str, colour: str | None, due: datetime) -> None:
    assert alerts.due_at(level, colour, MONDAY) == due


def test_from_the_lead_to_the_closed_alert(ward: Ward) -> None:
    alert = raised(ward)
    assert (alert.level, alert.state) == ("P2", "raised")
    told = OutboxMessage.objects.filter(topic="care_alert")
    assert set(told.values_list("recipient_id", flat=True)) == {
        ward.cast.station_zhou.pk,
        ward.cast.station_head_ma.pk,
    }
    assert "王" not in told[0].text
    alert = disposed(ward, alert)
    assert alert.state == AlertState.DISPOSED
    closed = actions.verify_alert(alert=alert, fine=True, by=ward.cast.station_head_ma)
    assert closed.state == AlertState.CLOSED
    assert list(closed.steps.order_by("pk").values_list("state", "stepped_by")) == [
        ("raised", "李青禾"), ("taken", "周晓岚"), ("disposed", "周晓岚"), ("closed", "马远山"),
    ]  # fmt: skip


def test_nobody_closes_their_own_and_grave_ones_are_the_heads(ward: Ward) -> None:
    own = disposed(ward, raised(ward))
    with pytest.raises(NotYours, match="另一个人"):
        actions.verify_alert(alert=own, fine=True, by=ward.cast.station_zhou)
    grave = disposed(ward, raised(ward, "AL05"), by=ward.cast.station_head_ma)
    with pytest.raises(NotYours, match="站长"):
        actions.verify_alert(alert=grave, fine=True, by=ward.cast.station_zhou)
    assert actions.verify_alert(alert=grave, fine=True, by=ward.cast.business_he).state == "closed"


def test_a_disposal_goes_back_with_a_reason(ward: Ward) -> None:
    alert, head = disposed(ward, raised(ward)), ward.cast.station_head_ma
    with pytest.raises(Refusal, match="还要做什么"):
        actions.verify_alert(alert=alert, fine=False, by=head)
    back = actions.verify_alert(alert=alert, fine=False, said="再去一次", by=head)
    assert (back.state, back.result, back.disposed_by) == ("taken", "", None)


def test_steps_out_of_order_and_empty_words_are_refused(ward: Ward) -> None:
    alert, worker = raised(ward), ward.cast.station_zhou
    with pytest.raises(Stale, match="待接手"):
        actions.dispose_alert(alert=alert, was_true=True, result="好", by=worker)
    with pytest.raises(Stale):
        actions.verify_alert(alert=alert, fine=True, by=ward.cast.station_head_ma)
    actions.take_alert(alert=alert, by=worker)
    with pytest.raises(Refusal, match="写明依据"):
        actions.dispose_alert(alert=alert, was_true=False, result=" ", by=worker)
    with pytest.raises(Refusal, match="看到、听到"):
        actions.raise_alert(person=ward.elder("赵大"), rule="AL03", text="", by=worker)
    with pytest.raises(Refusal, match="可以报告"):
        actions.raise_alert(person=ward.elder("赵二"), rule="AL01", text="x", by=worker)


def test_a_mandatory_report_makes_red_until_it_is_closed(ward: Ward) -> None:
    person = ward.elder()
    standing = ward.coloured(person, "L1")
    alert = actions.raise_alert(person=person, rule="AL13", text="身上有伤", by=ward.cast.village_li)
    assert alert.level == "P0"
    assert OutboxMessage.objects.filter(topic="care_alert", recipient_id=ward.cast.business_he.pk).exists()
    assert Standing.objects.get().colour == "red"
    assert ward.assessed(person).colour == "red"
    with pytest.raises(Refusal, match="强制报告"):
        actions.override_colour(standing=standing, colour="yellow", reason="x", by=ward.cast.station_head_ma)
    head, zhou = ward.cast.station_head_ma, ward.cast.station_zhou
    assert (
        not Alert.objects.visible_to(reach(zhou)).exists() and Alert.objects.visible_to(reach(head)).exists()
    )
    with pytest.raises(NotYours, match="强制报告"):
        actions.take_alert(alert=alert, by=zhou)
    actions.take_alert(alert=alert, assignee=zhou, by=head)
    with pytest.raises(Refusal, match="公安机关") as refused:
        actions.dispose_alert(alert=alert, was_true=False, result="摔的", by=zhou)
    assert refused.value.field == "police"
    done = actions.dispose_alert(
        alert=alert, was_true=False, result="摔的", police="黎水派出所，9:20", by=zhou
    )
    assert done.result == "已报公安：黎水派出所，9:20\n摔的"
    actions.verify_alert(alert=alert, fine=True, by=head)
    assert Standing.objects.get().colour == "green"  # not true: the colour it took is given back


def test_overdue_visits_are_found_once_after_the_days_of_grace(ward: Ward) -> None:
    ward.coloured(ward.elder(), *YELLOW)
    with clock.frozen(MONDAY + timedelta(days=16)):  # 18 November, three days after the 15th
        assert actions.find_alerts(by=BY) == 0
    with clock.frozen(MONDAY + timedelta(days=17)):
        assert actions.find_alerts(by=BY) == 1
        assert actions.find_alerts(by=BY) == 0
    assert Alert.objects.get().level == "P2"


def test_an_overdue_red_is_p1(ward: Ward) -> None:
    ward.coloured(ward.elder(), *RED)
    with clock.frozen(MONDAY + timedelta(days=3)):
        actions.find_alerts(by=BY)
    assert Alert.objects.get(rule="AL01").level == "P1"


def test_ending_benefits_and_coming_ages_are_found(ward: Ward) -> None:
    person = ward.elder(born=date(1946, 11, 20))
    set_category(
        person=person, category="dibao", valid_from=date(2026, 1, 1), valid_to=date(2026, 11, 30), source="文件",
        by=ward.cast.station_zhou,
    )  # fmt: skip
    ward.coloured(person)
    assert actions.find_alerts(by=BY) == 2
    assert {(each.rule, each.level, each.text) for each in Alert.objects.all()} == {
        ("AL08", "P3", "最低生活保障 2026-11-30"), ("AL09", "P3", "80"),
    }  # fmt: skip


def test_a_leap_day_birthday_is_reached_on_the_first_of_march(ward: Ward) -> None:
    ward.coloured(ward.elder(born=date(2008, 2, 29)), by=ward.cast.station_zhou)
    with clock.frozen(timezone.make_aware(datetime(2026, 1, 29, 9))):
        assert actions.find_alerts(by=BY) == 0  # 30 days on it is 28 February
    with clock.frozen(timezone.make_aware(datetime(2026, 1, 30, 9))):
        assert actions.find_alerts(by=BY) == 1


def test_a_late_alert_is_told_to_the_head_and_a_day_later_to_the_county(ward: Ward) -> None:
    alert = raised(ward, "AL05")

    def told(hours: int) -> set[int]:
        OutboxMessage.objects.all().delete()
        with clock.frozen(MONDAY + timedelta(hours=hours)):
            actions.escalate_alerts(by=BY)
        return set(OutboxMessage.objects.values_list("recipient_id", flat=True))

    assert told(24) == set()
    assert told(25) == {ward.cast.station_head_ma.pk}
    assert told(26) == set()
    assert told(49) == {ward.cast.business_he.pk}
    alert.refresh_from_db()
    assert alert.escalation == 2


def test_an_alert_is_seen_by_those_responsible_and_by_who_reported_it(ward: Ward) -> None:
    alert, cast = raised(ward), ward.cast
    seen = {each.username for each in cast.everybody if Alert.objects.visible_to(reach(each)).exists()}
    assert seen == {"village_li", "station_zhou", "station_head_ma", "business_he"}
    for user in (cast.village_li, cast.station_head_wu, cast.stranger):
        with pytest.raises(NotYours):
            actions.take_alert(alert=alert, by=user)


@pytest.mark.parametrize(
    "said",
    [
        "UPDATE care_alert SET text = ''",
        "UPDATE care_alert SET rule = 'AL03'",
        "UPDATE care_alert SET person_id = NULL",
        "UPDATE care_alert SET raised_by = 'x'",
        "UPDATE care_alert SET level = 'P3'",
        "DELETE FROM care_alert",
        "TRUNCATE care_alert CASCADE",
        "DELETE FROM care_alertstep",
        "UPDATE care_alertstep SET stepped_by = 'x'",
        "TRUNCATE care_alertstep",
    ],
)
def test_a_sealed_report_withstands_the_database_itself(ward: Ward, said: str) -> None:
    alert = raised(ward, "AL13")
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # or what is still to be checked refuses a TRUNCATE first
        cursor.execute(said)
    alert.refresh_from_db()
    assert (alert.rule, alert.text, alert.state) == ("AL13", "儿子出事了", "raised")


def test_a_sealed_report_that_is_closed_stays_closed_and_another_rule_becomes_none(ward: Ward) -> None:
    alert, head = raised(ward, "AL13"), ward.cast.station_head_ma
    actions.take_alert(alert=alert, by=head)
    actions.dispose_alert(alert=alert, was_true=True, result="", police="黎水派出所，9:20", by=head)
    actions.verify_alert(alert=alert, fine=True, by=ward.cast.business_he)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(state="taken")
    other = actions.raise_alert(person=ward.child(), rule="AL03", text="没人管", by=ward.cast.village_li)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        Alert.objects.filter(pk=other.pk).update(rule="AL13")
