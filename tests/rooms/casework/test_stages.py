"""A case by MZ/T 094: each stage opens when the form before it is complete, and somebody else approves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.rooms.casework.conftest import LATER, MONDAY, Office
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.care.actions import raise_alert
from yimi.rooms.care.models import Alert, Visit
from yimi.rooms.casework import actions
from yimi.rooms.casework.models import Case, ClientConsent, Paper
from yimi.rooms.casework.rules.order import WHEN, next_form
from yimi.rooms.casework.rules.papers import FORMS
from yimi.rooms.casework.states import PaperKind, Stage


def test_from_the_intake_to_the_closure(office: Office) -> None:
    case = office.case()
    assert (case.number, case.stage, case.worker) == ("GA-500114-26-00001", "intake", office.zhou)
    case = office.until("closed", case)
    assert (case.stage, case.close_reason, case.closed_by) == ("closed", "goals_met", "马远山")
    assert [paper.kind for paper in case.papers.order_by("pk")] == ["F1", "F2", "F3", "F4", "F6", "F7"]
    said = list(case.steps.order_by("pk").values_list("what", flat=True))
    stages = [each for each in said if each in {str(stage.label) for stage in Stage}]
    assert stages == ["预估", "计划", "介入", "评估", "结案", "已结案"]
    due = case.follow_ups.order_by("due_on").values_list("due_on", flat=True)
    assert list(due) == [clock.today() + timedelta(days=30), clock.today() + timedelta(days=90)]


def test_every_form_and_stage_knows_its_neighbours() -> None:
    assert set(FORMS) == set(WHEN) == set(PaperKind.values)
    assert [next_form(stage, "individual") for stage in Stage.OPEN] == ["F1", "F2", "F3", "F4", "F6", "F7"]
    assert [next_form(stage, "group") for stage in ("plan", "intervention", "evaluation")] == [
        "G1",
        "G2",
        "G3",
    ]


@pytest.mark.parametrize(
    ("stage", "kind"),
    [("intake", "F2"), ("assessment", "F3"), ("plan", "F4"), ("intervention", "F1"), ("plan", "F6")],
)
def test_no_stage_is_jumped(office: Office, stage: str, kind: str) -> None:
    case = office.until(stage)
    with pytest.raises(Stale, match="还轮不到"):
        office.write(case, kind)


def test_in_an_emergency_help_comes_first(office: Office) -> None:
    case = office.case()
    office.write(case, "F1", urgent=["harm"], finished=False)
    office.write(case, "F1", urgent=["harm"])
    assert (case.urgent, case.risk, case.stage) == (True, "urgent", "assessment")
    assert office.write(case, "F4").state == "filed"


def test_whoever_is_not_taken_on_is_told_why(office: Office) -> None:
    case = office.case()
    with pytest.raises(Refusal) as refused:
        office.write(case, "F1", decision="decline")
    assert refused.value.field == "reason"
    office.write(case, "F1", decision="decline", reason="只是问路。", consent_by="")
    assert (case.stage, case.closed_by) == ("declined", "周晓岚")
    assert not ClientConsent.objects.exists()


def test_a_minor_is_taken_on_by_the_guardians_word(office: Office) -> None:
    case = office.case(office.child())
    with pytest.raises(Refusal, match="监护人"):
        office.write(case, "F1")
    office.write(case, "F1", consent_by="guardian", recording=["photo"])
    assert sorted(case.consents.values_list("agreed", flat=True)) == ["record", "service"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"problem": ""}, "problem"), ({"source": "nowhere"}, "source"), ({"consent_on": "gestern"}, "consent_on"),
     ({"planted": "x"}, ""), ({"urgent": ["planted"]}, "urgent"), ({"consent_name": ""}, "consent_name")],
)  # fmt: skip
def test_a_line_that_cannot_stand_is_named(office: Office, changed: dict[str, Any], field: str) -> None:
    case = office.case()
    with pytest.raises(Refusal) as refused:
        office.write(case, "F1", **changed)
    assert refused.value.field == field
    assert case.stage == "intake" and not Paper.objects.exists()


def test_a_draft_has_gaps_and_is_taken_up_again(office: Office) -> None:
    case = office.until("assessment")
    first = actions.write_paper(
        case=case, kind="F2", content={"background": "一半"}, finished=False, by=office.zhou
    )
    again = office.write(case, "F2")
    assert (first.pk, again.state, case.stage, case.risk) == (again.pk, "filed", "plan", "medium")


def test_nobody_approves_their_own(office: Office) -> None:
    case = office.until("plan")
    paper = office.write(case, "F3")
    told = OutboxMessage.objects.filter(topic="casework").values_list("recipient_id", flat=True)
    assert set(told) == {office.head.pk}
    with pytest.raises(NotYours):
        office.approve(paper, office.zhou)
    mine = office.until("plan", office.case(office.elder("赵大"), by=office.head))
    own = office.write(mine, "F3", by=office.head)
    with pytest.raises(NotYours, match="不能审批自己"):
        office.approve(own, office.head)
    assert office.approve(own, office.cast.business_he).state == "approved"
    with pytest.raises(Stale):
        office.approve(own, office.cast.business_he)


def test_what_is_sent_back_is_written_anew(office: Office) -> None:
    case = office.until("plan")
    paper = office.write(case, "F3")
    with pytest.raises(Refusal, match="要改什么"):
        office.approve(paper, fine=False)
    office.approve(paper, fine=False, said="目标再具体些")
    second = office.write(case, "F3")
    assert (second.version, case.stage) == (2, "plan")
    office.approve(second)
    case.refresh_from_db()
    assert (case.stage, f"{case.review_on}") == ("intervention", LATER)


def test_a_plan_wants_a_goal_and_an_evaluation_its_measure(office: Office) -> None:
    case = office.case()
    office.write(case, "F1")
    office.write(case, "F2")
    with pytest.raises(Refusal, match="至少一个目标"):
        office.write(case, "F3")
    goal = office.goal(case)
    office.approve(office.write(case, "F3"))
    with pytest.raises(Refusal, match="介入过程记录"):
        office.write(case, "F6")
    office.write(case, "F4")
    with pytest.raises(Refusal, match="每周出门次数"):
        office.write(case, "F6")
    actions.drop_goal(goal=goal, reason="换一个", by=office.zhou)
    office.write(case, "F6")
    assert case.stage == "evaluation"


def test_a_case_may_end_early_but_not_as_a_success(office: Office) -> None:
    case = office.until("intervention")
    with pytest.raises(Refusal, match="成效评估"):
        office.write(case, "F7")
    office.approve(office.write(case, "F7", reason="moved"))
    case.refresh_from_db()
    assert (case.stage, case.close_reason, case.follow_ups.count()) == ("closed", "moved", 0)


def test_a_contact_of_the_case_is_a_visit_and_late_ones_say_so(office: Office) -> None:
    case = office.until("intervention")
    paper = office.write(case, "F4", as_visit=True)
    assert paper.visit == Visit.objects.get() and paper.visit is not None
    assert paper.visit.sentence == "个案服务，详见 GA-500114-26-00001。"
    assert not paper.is_late
    late = office.write(case, "F4", on="2026-10-30T10:00")
    assert (late.is_late, late.number) == (True, 2)
    with pytest.raises(Refusal, match="还没有发生"):
        office.write(case, "F4", on="2026-11-03T10:00")


def test_a_closed_case_is_read_only_and_a_new_one_is_linked_to_it(office: Office) -> None:
    case = office.until("closed")
    with pytest.raises(Stale):
        office.write(case, "F8", by=office.head)
    for change in ("stage = 'plan'", "close_reason = 'moved'"):
        with pytest.raises(DatabaseError, match="read only"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**dict([change.replace("'", "").split(" = ")]))
    new = actions.reopen_case(case=case, reason="又不出门了", by=office.zhou)
    assert (new.previous, new.stage, new.number) == (case, "intake", "GA-500114-26-00002")
    with pytest.raises(Stale, match="已有一个在办"):
        actions.reopen_case(case=case, reason="再来", by=office.zhou)


def test_a_finished_form_is_never_edited(office: Office) -> None:
    paper = office.until("plan").papers.get(kind="F2")
    for call in (lambda: Paper.objects.filter(pk=paper.pk).update(number=7), paper.delete):
        with pytest.raises(DatabaseError, match="finished form"), transaction.atomic():
            call()
    with pytest.raises(DatabaseError, match="casestep"), transaction.atomic():
        paper.case.steps.update(said="")


def test_an_alert_opens_a_case_and_nobody_has_two(office: Office) -> None:
    person = office.elder()
    alert = raise_alert(person=person, rule="AL03", text="儿子搬走了", by=office.cast.village_li)
    case = office.case(person, alert=alert)
    assert case.alert == alert
    with pytest.raises(Stale, match="已有一个在办"):
        office.case(person)
    with pytest.raises(Refusal, match="另一个人"):
        office.case(office.elder("赵大"), alert=alert)


def test_a_plan_is_looked_at_again(office: Office) -> None:
    case = office.until("intervention")
    day = clock.today() + timedelta(days=14)
    actions.review_plan(case=case, said="照旧", next_on=day, by=office.zhou)
    case.refresh_from_db()
    assert case.review_on == day
    with pytest.raises(Refusal):
        actions.review_plan(case=case, said="照旧", next_on=clock.today(), by=office.zhou)


def test_after_the_closure_somebody_looks_again(office: Office) -> None:
    case = office.until("closed")
    first = case.follow_ups.order_by("due_on").first()
    assert first is not None
    with clock.frozen(MONDAY + timedelta(days=31)):
        actions.record_follow_up(follow_up=first, found="常去活动室", by=office.zhou)
        with pytest.raises(Stale):
            actions.record_follow_up(follow_up=first, found="再写", by=office.zhou)


def test_supervision_is_the_heads_and_the_log_holds_no_words(office: Office) -> None:
    case = office.until("intervention")
    with pytest.raises(NotYours):
        office.write(case, "F8")
    assert office.write(case, "F8", by=office.head).number == 1
    logged = str(
        list(AuditEvent.objects.filter(verb__startswith="casework.").values_list("detail", flat=True))
    )
    assert "王秀英" not in logged and "老伴" not in logged


def test_harm_to_a_minor_is_reported_at_once_and_once(office: Office) -> None:
    case = office.case(office.child())
    actions.report_harm(case=case, text="胳膊上有伤", by=office.zhou)
    office.write(case, "F1", urgent=["harm"], consent_by="guardian")
    alert = Alert.objects.get()
    assert (alert.rule, alert.level, alert.text, alert.reporter) == ("AL13", "P0", "胳膊上有伤", office.zhou)
    told = OutboxMessage.objects.filter(topic="care_alert").values_list("recipient_id", flat=True)
    assert set(told) == {office.head.pk, office.cast.business_he.pk}
    adult = office.case()
    office.write(adult, "F1", urgent=["harm"])
    assert Alert.objects.count() == 1 and adult.urgent
