"""One household, several organisations, one lead (A1-27): who sees what, who may do what, what is told upward."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.care import actions
from yimi.rooms.care.models import JointPart, JointTask
from yimi.rooms.care.queries import joint
from yimi.rooms.care.queries.waiting import waiting_for
from yimi.rooms.care.rules.joint import escalation_of
from yimi.rooms.network.actions import register_organisation
from yimi.rooms.network.queries import reach

FRIDAY = (MONDAY + timedelta(days=4)).date()


def opened(ward: Ward, **given: Any) -> JointTask:
    who = {"person": given.pop("person", None) or ward.elder()}
    plain = {"goal": "危房要修，老人没处住。", "due_on": FRIDAY, "lead": ward.cast.station_zhou}
    return actions.open_joint_task(**who, by=ward.cast.station_head_ma, **plain | given)


def asked(ward: Ward, task: JointTask, **given: Any) -> JointPart:
    plain = {"organisation": ward.cast.provider_a, "asked": "每周送两次饭。", "due_on": FRIDAY}
    return actions.ask_partner(task=task, by=ward.cast.station_zhou, **plain | given)


def kinds(user: Any) -> list[str]:
    return [each.kind for each in waiting_for(reach(user)) if "joint" in each.kind]


def test_a_partner_finds_its_part_on_the_first_page_and_sees_nothing_else(ward: Ward) -> None:
    task, manager = opened(ward), ward.cast.provider_a_manager
    part = asked(ward, task)
    other = asked(ward, task, organisation=ward.cast.committee_xinhua, asked="帮着看门。")
    assert kinds(manager) == ["care_joint_part"] and kinds(ward.cast.station_zhou) == ["care_joint_lead"]
    assert list(JointPart.objects.visible_to(reach(manager))) == [part]
    assert list(JointPart.objects.visible_to(reach(ward.cast.village_li))) == [other]
    strangers = [ward.cast.provider_a_worker, ward.cast.station_head_wu, ward.cast.stranger]
    for user in (manager, ward.cast.village_li, *strangers):
        assert not JointTask.objects.visible_to(reach(user)).exists()
    for user in (ward.cast.provider_a_worker, ward.cast.provider_b_manager, ward.cast.station_head_wu):
        assert not JointPart.objects.visible_to(reach(user)).exists()
    assert task.named == "王*英"
    assert OutboxMessage.objects.filter(topic="care_joint_asked", recipient_id=manager.pk).count() == 1


def test_a_promise_is_made_kept_and_written_by_those_it_is_asked_of(ward: Ward) -> None:
    task, manager = opened(ward), ward.cast.provider_a_manager
    part = asked(ward, task)
    for user in (ward.cast.provider_b_manager, ward.cast.station_head_wu, ward.cast.stranger):
        with pytest.raises(NotYours):
            actions.promise_part(part=part, said="好", due_on=FRIDAY, by=user)
    with pytest.raises(Refusal, match="今天"):
        actions.promise_part(part=part, said="好", due_on=MONDAY.date() - timedelta(days=1), by=manager)
    part = actions.promise_part(part=part, said="周二起送。", due_on=FRIDAY, by=manager)
    with pytest.raises(Refusal, match="原因"):
        actions.end_part(part=part, was_done=False, said=" ", by=manager)
    part = actions.end_part(part=part, was_done=True, said="已送第一次。", by=manager)
    assert (part.state, part.promised_by, part.ended_by) == ("done", manager.display_name, manager.display_name)  # fmt: skip
    with pytest.raises(Stale):
        actions.end_part(part=part, was_done=False, said="又不行", by=manager)


def test_what_a_house_without_a_sign_in_says_is_written_for_it_with_who_said_it(ward: Ward) -> None:
    police = register_organisation(
        kind="department", name="某派出所（演示）", division=ward.cast.lishui, by=System("test")
    )
    part = asked(ward, opened(ward), organisation=police, asked="查一下门牌。")
    with pytest.raises(Refusal, match="告知"):
        actions.end_part(part=part, was_done=False, said="没有这个门牌", by=ward.cast.station_zhou)
    part = actions.end_part(
        part=part, was_done=False, said="没有这个门牌", told_by="值班员", by=ward.cast.station_zhou
    )
    assert part.told_by == "值班员" and "代登记" in part.steps.last().what


def test_the_lead_ends_it_when_every_part_has_ended_and_somebody_else_verifies(ward: Ward) -> None:
    task, zhou, ma = opened(ward), ward.cast.station_zhou, ward.cast.station_head_ma
    part = asked(ward, task)
    ended = {"task": task, "outcome": "solved", "result": "搬进亲戚家，房子在修。"}
    with pytest.raises(Refusal, match="青杠"):
        actions.finish_joint_task(**ended, by=zhou)
    actions.end_part(part=part, was_done=False, said="没有车", by=ward.cast.provider_a_manager)
    with pytest.raises(NotYours):
        actions.finish_joint_task(**ended, by=ma)
    with pytest.raises(Refusal, match="怎么样"):
        actions.finish_joint_task(task=task, outcome="solved", result="", by=zhou)
    task = actions.finish_joint_task(**ended, by=zhou)
    assert kinds(ma) == ["care_joint_verify"]
    with pytest.raises(NotYours):
        actions.verify_joint_task(task=task, fine=True, by=zhou)
    with pytest.raises(Refusal, match="还要做什么"):
        actions.verify_joint_task(task=task, fine=False, by=ma)
    task = actions.verify_joint_task(task=task, fine=False, said="再请一家送饭", by=ma)
    assert (task.state, task.result) == ("open", "")
    task = actions.finish_joint_task(**ended, by=zhou)
    task = actions.verify_joint_task(task=task, fine=True, by=ma)
    assert task.state == "closed" and not kinds(zhou) and not kinds(ma)
    with pytest.raises(Stale):
        asked(ward, task)
    assert opened(ward, person=task.person).pk != task.pk  # a new one may begin


def test_a_head_who_leads_does_not_verify_their_own(ward: Ward) -> None:
    task = opened(ward, lead=ward.cast.station_head_ma)
    task = actions.finish_joint_task(
        task=task, outcome="eased", result="好些了", by=ward.cast.station_head_ma
    )
    with pytest.raises(NotYours, match="另一个人"):
        actions.verify_joint_task(task=task, fine=True, by=ward.cast.station_head_ma)
    actions.verify_joint_task(task=task, fine=True, by=ward.cast.business_he)


def test_who_may_open_and_lead_and_what_is_never_made_joint(ward: Ward) -> None:
    elder = ward.elder()
    for user in (ward.cast.village_li, ward.cast.provider_a_manager, ward.cast.station_head_wu):
        with pytest.raises(NotYours):
            actions.open_joint_task(person=elder, goal="x", due_on=FRIDAY, lead=user, by=user)
    for lead in (ward.cast.provider_a_manager, ward.cast.village_zhao, ward.cast.stranger):
        with pytest.raises(Refusal, match="牵头人"):
            opened(ward, person=elder, lead=lead)
    sealed = actions.raise_alert(person=elder, rule="AL13", text="有伤", by=ward.cast.village_li)
    with pytest.raises(Refusal, match="密封"):
        opened(ward, person=elder, alert=sealed)
    assert opened(ward, person=elder, lead=ward.cast.village_li).lead_organisation == ward.cast.committee_xinhua  # fmt: skip
    with pytest.raises(Refusal, match="已经有一件"):
        opened(ward, person=elder)
    patient = ward.patient()
    with pytest.raises(Refusal, match="牵头人"):
        opened(ward, person=patient, lead=ward.cast.village_li)
    assert opened(ward, person=patient).named == "一位群众"


def test_the_lead_changes_and_the_new_one_sees_it(ward: Ward) -> None:
    task = opened(ward)
    with pytest.raises(NotYours):
        actions.name_joint_lead(task=task, lead=ward.cast.village_li, by=ward.cast.station_zhou)
    actions.name_joint_lead(task=task, lead=ward.cast.village_li, by=ward.cast.station_head_ma)
    assert JointTask.objects.visible_to(reach(ward.cast.village_li)).get() == task
    assert ward.cast.village_li in joint.leaders_for(task.person)
    assert ward.cast.provider_a_manager not in joint.leaders_for(task.person)


@pytest.mark.parametrize(("days", "step"), [(0, 0), (1, 1), (2, 1), (3, 2), (9, 2)])
def test_a_promise_past_its_day_goes_up_step_by_step(days: int, step: int) -> None:
    assert escalation_of(FRIDAY, FRIDAY + timedelta(days=days), 2) == step


def test_each_step_up_is_told_once_to_whom_it_concerns(ward: Ward) -> None:
    part = asked(ward, opened(ward))
    told = OutboxMessage.objects.filter(topic="care_joint_late")
    for days, new, who in (
        (4, 0, set()),
        (5, 1, {ward.cast.provider_a_manager.pk, ward.cast.station_zhou.pk}),
        (6, 0, set()),
        (7, 1, {ward.cast.station_head_ma.pk, ward.cast.business_he.pk}),
        (9, 0, set()),
    ):
        before = set(told.values_list("pk", flat=True))
        with clock.frozen(MONDAY + timedelta(days=days)):
            assert actions.escalate_joint_parts(by=System("test")) == new
        assert set(told.exclude(pk__in=before).values_list("recipient_id", flat=True)) == who
    part.refresh_from_db()
    assert part.escalation == 2
