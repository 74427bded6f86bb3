"""A case goes over: referred, transferred, handed over; groups; and who sees what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.rooms.casework.conftest import Office
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.care.actions import raise_alert, take_alert
from yimi.rooms.care.models import Alert, Standing
from yimi.rooms.casework import actions
from yimi.rooms.casework.models import Case, Handover, Referral
from yimi.rooms.casework.queries import cases as queries
from yimi.rooms.casework.queries.hands import last_note
from yimi.rooms.casework.queries.waiting import waiting_for
from yimi.rooms.network.queries import reach

YES: dict[str, Any] = {
    "consent_by": "self",
    "consent_name": "王秀英",
    "consent_how": "oral",
    "consent_on": date(2026, 11, 2),
}
F5 = {
    "to_name": "黔江区中心医院",
    "reason": "要做评估",
    "passed": "姓名、睡眠情况",
    "follow_up_on": "2026-11-16",
}


def refer(office: Office, case: Case, to: User | None = None, **changed: Any) -> Referral:
    return actions.refer_case(case=case, content=F5, to_worker=to, by=office.zhou, **YES | changed)


def kinds(user: User) -> list[str]:
    return [each.kind for each in waiting_for(reach(user))]


def test_a_referral_carries_the_consent_and_is_followed(office: Office) -> None:
    case = office.until("intervention")
    referral = refer(office, case)
    assert (referral.paper.kind, referral.paper.number, referral.consent.how) == ("F5", 1, "oral")
    with pytest.raises(Refusal, match="写明原因"):
        actions.answer_referral(referral=referral, received=False, said="", by=office.zhou)
    actions.answer_referral(referral=referral, received=True, said="周三接诊", by=office.zhou)
    actions.follow_referral(referral=referral, outcome="已开始治疗", by=office.zhou)
    with pytest.raises(Stale):
        actions.follow_referral(referral=referral, outcome="再写", by=office.zhou)
    referral.refresh_from_db()
    assert (referral.state, referral.outcome, referral.followed_by) == ("received", "已开始治疗", "周晓岚")


def test_a_yes_can_be_taken_back_and_the_referral_with_it(office: Office) -> None:
    referral = refer(office, office.until("assessment"))
    actions.withdraw_client_consent(consent=referral.consent, reason="不想去", by=office.zhou)
    referral.refresh_from_db()
    assert referral.state == "withdrawn"
    with pytest.raises(Stale):
        actions.answer_referral(referral=referral, received=True, said="", by=office.zhou)
    with pytest.raises(Stale):
        actions.withdraw_client_consent(consent=referral.consent, reason="", by=office.zhou)


def test_a_minors_referral_is_the_guardians(office: Office) -> None:
    case = office.case(office.child())
    office.write(case, "F1", consent_by="guardian")
    with pytest.raises(Refusal, match="监护人"):
        refer(office, case)
    with pytest.raises(Stale, match="接案以后"):
        refer(office, office.case(office.elder("赵大")))


def test_a_transfer_is_the_receivers_to_answer_and_moves_the_case(office: Office) -> None:
    case, wu = office.until("assessment"), office.cast.station_head_wu
    referral = refer(office, case, wu)
    assert not Case.objects.visible_to(reach(wu)).exists()
    assert Referral.objects.visible_to(reach(wu)).get() == referral and kinds(wu) == ["case_receive"]
    with pytest.raises(NotYours):
        actions.answer_referral(referral=referral, received=True, said="", by=office.zhou)
    actions.answer_referral(referral=referral, received=True, said="好", by=wu)
    case.refresh_from_db()
    assert (case.worker, case.division_id) == (wu, office.cast.zhuoshui.code)
    assert Case.objects.visible_to(reach(wu)).get() == case
    assert not Case.objects.visible_to(reach(office.zhou)).exists()
    with pytest.raises(Refusal, match="本县"):
        refer(office, office.until("assessment", office.case(office.elder("赵大"))), office.cast.stranger)


def test_whoever_leaves_hands_over_everything_at_once(office: Office) -> None:
    first, second = office.until("plan"), office.case(office.elder("赵大"))
    person = office.elder("钱多")
    office.coloured(person, "L1", "F3")
    alert = raise_alert(person=person, rule="AL03", text="x", by=office.cast.village_li)
    take_alert(alert=alert, by=office.zhou)
    taker = office.colleague()
    with pytest.raises(NotYours):
        actions.hand_over(giver=office.zhou, taker=taker, note="走了", by=office.zhou)
    with pytest.raises(Refusal, match="在当地的社工站任职"):
        actions.hand_over(giver=office.zhou, taker=office.cast.station_head_wu, note="走了", by=office.head)
    notes = {f"person-{person.pk}": "狗凶，不要一个人上门", f"case-{second.pk}": "周五答应去"}
    actions.hand_over(giver=office.zhou, taker=taker, note="都在案卷里", notes=notes, by=office.head)
    assert set(Case.objects.values_list("worker", flat=True)) == {taker.pk}
    assert Standing.objects.get().worker == taker and Alert.objects.get().assignee == taker
    said = {each.note for each in Handover.objects.all()}
    assert said == {"都在案卷里", "周五答应去", "狗凶，不要一个人上门"} and Handover.objects.count() == 4
    note = last_note(person, reach(taker))
    assert note is not None and note.note == "狗凶，不要一个人上门"
    assert last_note(person, reach(office.cast.station_head_wu)) is None
    assert first.handovers.get().note == "都在案卷里"
    with pytest.raises(Stale, match="手上没有"):
        actions.hand_over(giver=office.zhou, taker=taker, note="再来", by=office.head)


def test_a_case_is_seen_by_its_worker_the_head_and_the_county(office: Office) -> None:
    case, colleague = office.case(), office.colleague()
    cast = office.cast
    sees = [
        user for user in cast.everybody if Case.objects.visible_to(reach(user)).filter(pk=case.pk).exists()
    ]
    assert sees == [cast.station_zhou, cast.station_head_ma, cast.business_he] and colleague not in sees
    assert queries.of_person(case.person, reach(office.head)) == [case]  # type: ignore[arg-type]
    assert queries.of_person(case.person, reach(cast.village_li)) == []  # type: ignore[arg-type]
    with pytest.raises(NotYours):
        office.write(case, "F1", by=colleague)
    for user in (cast.village_li, cast.provider_a_manager, cast.stranger, cast.reviewer_chen):
        with pytest.raises(NotYours):
            office.case(office.elder(f"赵{user.pk}"), by=user)


def test_today_names_what_waits(office: Office) -> None:
    case = office.case()
    assert kinds(office.zhou) == ["case_intake"]
    office.write(case, "F1")
    office.write(case, "F2")
    office.goal(case)
    office.write(case, "F3")
    assert kinds(office.head) == ["case_approve"] and kinds(office.cast.station_head_wu) == []
    office.approve(case.papers.get(kind="F3"))
    with clock.frozen(clock.now() + timedelta(days=29)):
        assert kinds(office.zhou) == ["case_review"]
        assert queries.loads(reach(office.head)) == [(office.zhou, 1, 0)]
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert queries.loads(reach(office.head)) == [(office.zhou, 1, 1)]


def test_a_case_is_found_by_number_and_by_name(office: Office) -> None:
    case = office.case()
    group = actions.open_group(title="邻里手工小组", division=office.cast.xinhua, by=office.zhou)
    mine = reach(office.zhou)
    for text, wanted in (
        ("00001", []),
        ("GA-500114-26-00001", [case]),
        ("秀英", [case]),
        ("手工", [group]),
        ("wxy", [case]),
    ):
        assert list(queries.found(mine, text)) == wanted
    assert not queries.found(reach(office.cast.stranger), "秀英")


def test_a_group_is_a_case_of_many(office: Office) -> None:
    group = actions.open_group(title="邻里手工小组", division=office.cast.xinhua, by=office.zhou)
    assert (group.number, group.stage) == ("XZ-500114-26-00001", "plan")
    with pytest.raises(Refusal, match="加上组员"):
        office.write(group, "G1")
    people = [office.elder(f"王{n}") for n in "甲乙丙"]
    actions.join_group(case=group, persons=people, by=office.zhou)
    members = list(group.members.order_by("pk"))
    with pytest.raises(Stale):
        actions.join_group(case=group, persons=people[:1], by=office.zhou)
    with pytest.raises(Stale):
        office.write(group, "F2")
    office.approve(office.write(group, "G1"))
    group.refresh_from_db()
    with pytest.raises(Refusal, match="到场的组员"):
        office.write(group, "G2")
    paper = office.write(group, "G2", present=members[:2])
    assert paper.attendance.count() == 2
    actions.leave_group(member=members[2], reason="搬走了", by=office.zhou)
    with pytest.raises(Refusal, match="2 位组员"):
        office.write(group, "G3")
    for member in members[:2]:
        actions.score_member(member=member, before=50, after=32, by=office.zhou)
    paper = office.write(group, "G3")
    assert group.stage == "evaluation"
    office.approve(paper)
    group.refresh_from_db()
    assert (group.stage, group.close_reason) == ("closed", "goals_met")
    assert queries.of_person(members[0].person, reach(office.zhou)) == [group]
