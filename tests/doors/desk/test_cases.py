"""Casework at the desk: from the alert to the closed case, approved by somebody else, seen only by those responsible."""

from __future__ import annotations

from typing import Any

from tests.doors.client import StrictClient
from tests.doors.desk.test_colours import queries_of
from tests.rooms.casework.conftest import FILLED, LATER, Office
from yimi.kernel.audit import AuditEvent
from yimi.rooms.accounts.models import User
from yimi.rooms.care.actions import raise_alert
from yimi.rooms.care.models import Alert
from yimi.rooms.casework.models import Case, Handover, Paper, Referral


def page(user: User, where: str) -> str:
    return StrictClient.of(user).get(where, follow=True).content.decode()


def test_an_alert_becomes_a_case_and_its_words_the_intake(office: Office) -> None:
    person = office.elder()
    alert = raise_alert(person=person, rule="AL03", text="儿子搬走了", by=office.cast.village_li)
    client = StrictClient.of(office.zhou)
    assert (
        f"/desk/people/{person.pk}/case/?alert={alert.pk}"
        in client.get(f"/desk/alerts/{alert.pk}/").content.decode()
    )
    to = client.post(f"/desk/people/{person.pk}/case/?alert={alert.pk}", {"worker": office.zhou.pk}).url
    case = Case.objects.get()
    assert (case.alert, to) == (alert, f"/desk/cases/{case.pk}/write/F1/")
    form = client.get(to).content.decode()
    assert "儿子搬走了" in form and "24 小时内补表" in form
    assert client.post(to, FILLED["F1"]).url == f"/desk/cases/{case.pk}/"
    shown = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "写预估表" in shown and "书面签字" in shown and "家庭成员变动" in shown
    assert case.number in page(office.zhou, f"/desk/people/{person.pk}/")


def test_a_form_is_kept_as_a_draft_and_finished_later(office: Office) -> None:
    case, client = office.until("assessment"), StrictClient.of(office.zhou)
    where = f"/desk/cases/{case.pk}/write/F2/"
    assert client.post(where, {"background": "写了一半", "draft": "1"}).status_code == 302
    assert "写了一半" in client.get(where).content.decode()
    wrong = client.post(where, FILLED["F2"] | {"needs": ""})
    assert wrong.status_code == 422 and Paper.objects.get(kind="F2").state == "draft"
    assert client.post(where, FILLED["F2"]).status_code == 302
    assert Paper.objects.get(kind="F2").state == "filed"


def test_the_head_approves_on_the_form_and_nobody_their_own(office: Office) -> None:
    case, client, head = office.until("plan"), StrictClient.of(office.zhou), StrictClient.of(office.head)
    client.post(f"/desk/cases/{case.pk}/write/F3/", FILLED["F3"])
    paper = Paper.objects.get(kind="F3")
    where = f"/desk/papers/{paper.pk}/"
    assert "登记审批结果" not in client.get(where).content.decode()
    assert client.post(f"{where}decide/", {"fine": "yes"}).status_code == 403
    assert where in head.get("/desk/").content.decode()
    assert "每周出门次数" in head.get(where).content.decode()
    head.post(f"{where}decide/", {"fine": "yes", "said": "同意"})
    case.refresh_from_db()
    assert (case.stage, f"{case.review_on}") == ("intervention", LATER)
    assert "同意" in client.get(where).content.decode()


def test_goals_family_and_a_contact_are_one_form_each(office: Office) -> None:
    case, client = office.until("intervention"), StrictClient.of(office.zhou)
    at = f"/desk/cases/{case.pk}/"
    goal = {
        "text": "睡得好",
        "indicator": "每晚睡几小时",
        "unit": "小时",
        "baseline": "3.5",
        "target": "7",
        "due_on": LATER,
    }
    assert client.post(f"{at}goal/", goal).url == at
    made = case.goals.order_by("-pk").first()
    assert made is not None
    client.post(f"/desk/goals/{made.pk}/measure/", {"value": "5.25", "on": "2026-11-02"})
    shown = client.get(at).content.decode()
    assert "从 3.5小时 到 7小时" in shown and 'value="50"' in shown
    client.post(f"/desk/goals/{made.pk}/drop/", {"reason": "换药以后好了"})
    assert "换药以后好了" in client.get(at).content.decode()
    client.post(f"{at}family/", {"kin": "child", "name": "王<建>", "sex": "male", "tie": "distant"})
    drawn = client.get(at).content.decode()
    assert "is-distant" in drawn and "王&lt;建&gt;" in drawn and "与本人疏远" in drawn
    client.post(f"{at}write/F4/", FILLED["F4"] | {"as_visit": "on"})
    assert "已算走访" in client.get(at).content.decode()
    assert "个案服务，详见" in page(office.zhou, f"/desk/people/{case.person_id}/")


def test_a_referral_and_a_yes_taken_back(office: Office) -> None:
    case, client = office.until("assessment"), StrictClient.of(office.zhou)
    sent: dict[str, Any] = {
        "to_worker": office.cast.station_head_wu.pk, "reason": "搬到濯水", "passed": "情况小结", "follow_up_on": LATER,
        "consent_by": "self", "consent_name": "王秀英", "consent_how": "phone", "consent_on": "2026-11-02",
    }  # fmt: skip
    assert client.post(f"/desk/cases/{case.pk}/refer/", sent).status_code == 302
    referral = Referral.objects.get()
    where = f"/desk/referrals/{referral.pk}/"
    wu = StrictClient.of(office.cast.station_head_wu)
    assert where in wu.get("/desk/").content.decode()
    told = wu.get(where).content.decode()
    assert "情况小结" in told and "王秀英" not in told
    assert wu.get(f"/desk/cases/{case.pk}/").status_code == 404
    wu.post(f"{where}answer/", {"received": "yes", "said": "周四上门"})
    assert "王秀英" in wu.get(f"/desk/cases/{case.pk}/").content.decode()
    assert client.get(f"/desk/cases/{case.pk}/").status_code == 404
    consent = case.consents.get(agreed="service")
    wu.post(f"/desk/client-consents/{consent.pk}/withdraw/", {"reason": "不想要了"})
    consent.refresh_from_db()
    assert not consent.holds


def test_a_childs_case_asks_why_first_and_the_look_is_logged(office: Office) -> None:
    case, client = office.case(office.child()), StrictClient.of(office.zhou)
    asked = client.get(f"/desk/cases/{case.pk}/")
    assert asked.url == f"/desk/people/{case.person_id}/purpose/?case={case.pk}"
    assert client.post(asked.url, {"purpose": "service"}).url == f"/desk/cases/{case.pk}/"
    assert client.get(f"/desk/cases/{case.pk}/").status_code == 200
    assert AuditEvent.objects.filter(verb="people.viewed", subject_id=str(case.person_id)).count() == 1
    assert "李小满" not in client.get("/desk/cases/").content.decode()


def test_every_sheet_prints_filled_and_empty(office: Office) -> None:
    client = StrictClient.of(office.zhou)
    case = office.until("closed")
    for paper in case.papers.all():
        sheet = client.get(f"/desk/papers/{paper.pk}/print/").content.decode()
        assert "王秀英" in sheet and case.number in sheet and "（盖章）" in sheet
    evaluation = client.get(f"/desk/papers/{case.papers.get(kind='F6').pk}/print/").content.decode()
    assert "每周出门次数" in evaluation and "☑ 5 很满意" in evaluation and "马远山" in evaluation
    for kind in ("F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "G1", "G2", "G3"):
        blank = client.get(f"/desk/cases/blank/{kind}/").content.decode()
        assert f"表 {kind}" in blank and "王秀英" not in blank
    assert client.get("/desk/cases/blank/F9/").status_code == 404


def test_everything_in_hand_goes_over_on_one_page(office: Office) -> None:
    case, taker, head = office.case(), office.colleague(), StrictClient.of(office.head)
    office.coloured(case.person, "L1", "F3")  # type: ignore[arg-type]
    shown = head.get(f"/desk/handover/?giver={office.zhou.pk}").content.decode()
    assert case.number in shown and "案子 1 个，负责的人 1 位" in shown and "王秀英" not in shown
    assert shown.count(f'<option value="{office.zhou.pk}"') == 0  # nobody hands over to themselves
    assert shown.index("要单独说明的") < shown.index("全部交出去")
    sent = {
        "giver": office.zhou.pk,
        "taker": taker.pk,
        "note": "都在案卷里",
        f"person-{case.person_id}": "先打电话",
    }
    refused = head.post("/desk/handover/", sent | {"taker": office.cast.station_head_wu.pk})
    assert refused.status_code == 422 and "先打电话" in refused.content.decode()  # nothing typed is lost
    assert head.post("/desk/handover/", sent).status_code == 302
    assert {each.note for each in Handover.objects.all()} == {"都在案卷里", "先打电话"}
    assert "先打电话" in page(taker, f"/desk/people/{case.person_id}/")
    assert "都在案卷里" in page(taker, f"/desk/cases/{case.pk}/")
    assert StrictClient.of(office.zhou).get("/desk/handover/").status_code == 403


def test_a_group_from_the_first_member_to_the_last_score(office: Office) -> None:
    client, head = StrictClient.of(office.zhou), StrictClient.of(office.head)
    client.post("/desk/cases/new-group/", {"title": "邻里手工小组", "division": office.cast.xinhua.code})
    group = Case.objects.get()
    people = [office.elder(f"王{letter}") for letter in "甲乙"]
    at = f"/desk/cases/{group.pk}/"
    assert client.post(f"{at}members/", {}).status_code == 422
    client.post(f"{at}members/", {"persons": [each.pk for each in people]})
    client.post(f"{at}write/G1/", FILLED["G1"])
    head.post(f"/desk/papers/{Paper.objects.get().pk}/decide/", {"fine": "yes"})
    first, second = group.members.order_by("pk")
    client.post(f"{at}write/G2/", FILLED["G2"] | {"present": [first.pk]})
    client.post(f"/desk/members/{first.pk}/score/", {"before": "50", "after": "30"})
    client.post(f"/desk/members/{second.pk}/leave/", {"reason": "搬走了"})
    shown = client.get(at).content.decode()
    assert "搬走了" in shown and "写小组活动记录" in shown and "写小组评估表" in shown
    sheet = client.get(f"/desk/papers/{Paper.objects.get(kind='G2').pk}/print/").content.decode()
    assert sheet.count("☑") == 2  # the phase and who came
    client.post(f"{at}write/G3/", FILLED["G3"])
    head.post(f"/desk/papers/{Paper.objects.get(kind='G3').pk}/decide/", {"fine": "yes"})
    group.refresh_from_db()
    assert group.stage == "closed"


def test_lists_cost_the_same_for_two_and_for_twelve(office: Office) -> None:
    client = StrictClient.of(office.head)

    def more(letters: str) -> None:
        for letter in letters:
            office.write(office.case(office.elder(f"王秀{letter}")), "F1")

    more("甲乙")
    addresses = (
        "/desk/cases/",
        "/desk/cases/?q=王秀",
        "/desk/care/",
        f"/desk/handover/?giver={office.zhou.pk}",
        "/desk/",
    )
    client.get("/desk/cases/")
    few = [queries_of(lambda where=where: client.get(where)) for where in addresses]  # type: ignore[misc]
    more("丙丁戊己庚辛壬癸子丑")
    assert [queries_of(lambda where=where: client.get(where)) for where in addresses] == few  # type: ignore[misc]
    assert "王秀甲" not in page(office.head, "/desk/cases/") and "共 12 条" in page(
        office.head, "/desk/cases/"
    )
    assert "还没有在办的案子" in page(office.cast.station_head_wu, "/desk/cases/")
    assert StrictClient.of(office.cast.village_li).get("/desk/cases/").status_code == 403


def test_a_closed_case_is_followed_and_opened_again(office: Office) -> None:
    case, client = office.until("closed"), StrictClient.of(office.zhou)
    shown = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "重新开案" in shown and "写结案表" not in shown
    follow = case.follow_ups.order_by("due_on").first()
    assert follow is not None
    client.post(f"/desk/follow-ups/{follow.pk}/", {"found": "常去活动室"})
    new = client.post(f"/desk/cases/{case.pk}/reopen/", {"reason": "又不出门"}).url
    assert case.number in client.get(new).content.decode()


def test_the_plan_is_reviewed_from_the_case(office: Office) -> None:
    case, client = office.until("intervention"), StrictClient.of(office.zhou)
    client.post(f"/desk/cases/{case.pk}/review/", {"said": "照旧", "next_on": "2026-12-24"})
    assert "2026年12月24日 复核计划" in client.get(f"/desk/cases/{case.pk}/").content.decode()
    answer = client.post(f"/desk/cases/{case.pk}/family/household/", follow=True)
    assert "没有更多同户人员" in answer.content.decode()


def test_harm_to_a_child_is_reported_although_the_form_has_gaps(office: Office) -> None:
    case, client = office.case(office.child()), StrictClient.of(office.zhou)
    client.post(f"/desk/people/{case.person_id}/purpose/?case={case.pk}", {"purpose": "service"})
    answer = client.post(f"/desk/cases/{case.pk}/write/F1/", {"urgent": ["harm"], "problem": "胳膊上有伤"})
    assert answer.status_code == 422
    alert = Alert.objects.get()
    assert (alert.rule, alert.text) == ("AL13", "胳膊上有伤")
    head = StrictClient.of(office.head)
    where = f"/desk/alerts/{alert.pk}/"
    assert (
        "我来接手" not in client.get(where).content.decode()
        and client.post(f"{where}take/").status_code == 403
    )
    assert (
        "/purpose/" in head.get(where).url
        and StrictClient.of(office.colleague()).get(where).status_code == 404
    )
    head.post(f"{where}take/")
    sent = {"was_true": "yes", "result": "已送医", "assists": ["urgent"]}
    assert head.post(f"{where}dispose/", sent).status_code == 422
    assert head.post(f"{where}dispose/", sent | {"police": "黎水派出所，9:20"}).status_code == 302
    alert.refresh_from_db()
    assert (alert.state, alert.result) == ("disposed", "已报公安：黎水派出所，9:20\n已送医")


def test_the_boards_figures_open_what_they_count(office: Office) -> None:
    waiting, fresh = office.until("plan"), office.case(office.elder("赵大"))
    office.write(waiting, "F3")
    for asked, shown, hidden in (
        ("?stage=waiting", waiting, fresh), (f"?worker={office.zhou.pk}&stage=intake", fresh, waiting),
        (f"?worker={office.head.pk}", None, fresh), ("?stage=due", None, waiting),
    ):  # fmt: skip
        listed = page(office.head, f"/desk/cases/{asked}")
        assert hidden.number not in listed and (shown is None or shown.number in listed)
