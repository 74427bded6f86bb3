"""Forms of A4: empty for the pen, filled from the record, with its scope, its purpose and a line in the log."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from tests.doors.client import StrictClient
from tests.rooms.care.conftest import Ward
from tests.rooms.casework.conftest import Office
from yimi.doors.desk.prints.table import FORMS
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.rooms.accounts.models import User
from yimi.rooms.care import actions as care
from yimi.rooms.care.models import Visit
from yimi.rooms.casework import actions as casework
from yimi.rooms.people import actions as people
from yimi.rooms.people.models import Person

TOLD = "别人代说、代填"


def sheet(user: User, where: str) -> str:
    answer = StrictClient.of(user).get(where)
    assert answer.status_code == 200, (where, answer.status_code)
    return answer.content.decode()


def visited(ward: Ward, person: Person) -> Visit:
    return care.record_visit(
        person=person, client_id=uuid4(), mode="home", outcome="met",
        worries=["health"], assists=["policy"], sentence="腿脚不便，已帮忙问护理补贴。", visited_at=clock.now(),
        by=ward.cast.station_zhou,
    )  # fmt: skip


def printed_of(person: Person) -> int:
    rows = AuditEvent.objects.filter(verb="people.viewed", subject_id=str(person.pk))
    return rows.filter(detail__purpose="print").count()


def test_every_empty_form_has_its_boxes_and_nobodys_name(ward: Ward) -> None:
    ward.elder("王桂兰")
    head = ward.cast.station_head_ma
    shown = sheet(head, "/desk/prints/")
    for form in FORMS:
        if not form.is_blank:
            continue
        where = f"/desk/prints/{form.word}/"
        blank = sheet(head, where)
        assert where in shown and str(form.title) in blank and "王桂兰" not in blank and "（盖章）" in blank
        assert (TOLD in blank) == form.is_told
        assert "☑" not in blank and "f-qr" not in blank
    assert "表 F2" in shown
    assert StrictClient.of(head).get("/desk/prints/nothing/").status_code == 404


def test_whose_work_it_is_not_gets_no_form(ward: Ward) -> None:
    cast = ward.cast
    assert StrictClient.of(cast.provider_a_worker).get("/desk/prints/visit/").status_code == 403
    assert StrictClient.of(cast.village_li).get("/desk/prints/tier_elder/").status_code == 403
    assert "四色评估表" not in sheet(cast.village_li, "/desk/prints/")


def test_a_visit_on_paper_says_what_the_record_says_and_leads_back_to_it(ward: Ward) -> None:
    person = ward.elder("王桂兰")
    visit = visited(ward, person)
    paper = sheet(ward.cast.station_zhou, f"/desk/visits/{visit.pk}/print/")
    assert "☑ 上门" in paper and "☐ 电话" in paper and "腿脚不便" in paper and "王桂兰" in paper
    assert paper.count("☑") == 4 and "f-qr" in paper and TOLD in paper
    assert printed_of(person) == 1
    assert f"/desk/visits/{visit.pk}/print/" in sheet(ward.cast.station_zhou, f"/desk/people/{person.pk}/")
    for other in (ward.cast.station_head_wu, ward.cast.village_zhao, ward.cast.stranger):
        assert StrictClient.of(other).get(f"/desk/visits/{visit.pk}/print/").status_code == 404
    assert printed_of(person) == 1


def test_a_childs_form_asks_why_first_and_comes_back_to_the_paper(ward: Ward) -> None:
    child = ward.child()
    visit = visited(ward, child)
    client, where = StrictClient.of(ward.cast.station_zhou), f"/desk/visits/{visit.pk}/print/"
    asked = client.get(where)
    assert asked.status_code == 302 and printed_of(child) == 0
    assert client.post(asked.url, {"purpose": "service"}).url == where
    assert "李小满" in client.get(where).content.decode()
    assert printed_of(child) == 1
    why = AuditEvent.objects.filter(verb="people.viewed", detail__purpose="service")
    assert why.count() == 1


def test_the_household_says_nothing_of_an_illness_and_logs_whom_it_names(ward: Ward) -> None:
    patient, elder = ward.patient(), ward.elder("王桂兰")
    people.set_category(
        person=elder, category="dibao", valid_from=date(2026, 1, 1), source="名单", by=ward.cast.station_zhou
    )
    home = people.add_household(
        division=ward.cast.xinhua, head=elder, members=[elder, patient], address="三组 12 号", by=ward.cast.village_li
    )  # fmt: skip
    paper = sheet(ward.cast.station_zhou, f"/desk/households/{home.pk}/print/")
    assert "周大山" in paper and "最低生活保障" in paper and "三组 12 号" in paper and home.code19 in paper
    assert "精神" not in paper
    assert (printed_of(patient), printed_of(elder)) == (1, 0)


def test_the_file_of_a_person_is_masked_as_the_page_is_and_has_no_colour(ward: Ward) -> None:
    person = ward.elder("王桂兰", id_number="990101195003080020", phone="19900001234")
    ward.coloured(person, "L1", "F3")
    paper = sheet(ward.cast.village_li, f"/desk/people/{person.pk}/print/")
    assert "王桂兰" in paper and "990101195003080020" not in paper and "1950年3月8日" in paper
    inside = sheet(ward.cast.station_zhou, f"/desk/people/{person.pk}/print/")
    for each in ("黄色", "蓝色", "红色", "▲", "◆", "■"):
        assert each not in paper and each not in inside


def test_the_sheet_of_the_colours_has_what_was_ticked(ward: Ward) -> None:
    made = ward.assessed(ward.elder("王桂兰"), "L1", "F3")
    paper = sheet(ward.cast.station_zhou, f"/desk/assessments/{made.pk}/print/")
    assert paper.count("☑") == 2 and "内部使用" in paper and TOLD not in paper
    assert StrictClient.of(ward.cast.village_li).get(f"/desk/assessments/{made.pk}/print/").status_code == 403


def test_a_mandatory_report_prints_for_those_who_may_read_it(ward: Ward) -> None:
    person = ward.elder("王桂兰")
    alert = care.raise_alert(person=person, rule="AL13", text="身上有伤", by=ward.cast.village_li)
    paper = sheet(ward.cast.station_head_ma, f"/desk/alerts/{alert.pk}/print/")
    assert "强制报告记录表" in paper and "身上有伤" in paper and "待接手" in paper
    assert StrictClient.of(ward.cast.station_zhou).get(f"/desk/alerts/{alert.pk}/print/").status_code == 404
    plain = care.raise_alert(person=person, rule="AL04", text="收入少了", by=ward.cast.village_li)
    assert "☑ 经济变化" in sheet(ward.cast.station_zhou, f"/desk/alerts/{plain.pk}/print/")


def test_consent_change_and_request_carry_who_said_and_who_decided(ward: Ward) -> None:
    cast, person = ward.cast, ward.elder("王桂兰")
    people.give_consent(person=person, use="photo", given=True, given_by="self", by=cast.village_li)
    people.give_consent(person=person, use="clip", given=False, given_by="self", by=cast.village_li)
    paper = sheet(cast.village_li, f"/desk/people/{person.pk}/consent/print/")
    assert paper.count("☑") == 2 and "随时可以撤回" in paper
    change = people.ask_change(
        person=person, kind="set_category", content={"category": "dibao", "valid_from": "2026-11-01"},
        evidence="批文 12 号", by=cast.village_li,
    )  # fmt: skip
    people.decide_change(asked=change, approve=True, reason="属实", by=cast.station_zhou)
    paper = sheet(cast.station_zhou, f"/desk/changes/{change.pk}/print/")
    assert "批文 12 号" in paper and "☑ 已同意" in paper and "最低生活保障" in paper
    right = people.ask_right(
        person=person, kind="access", said="想看看记了什么", given_by="self", by=cast.village_li
    )
    paper = sheet(cast.station_zhou, f"/desk/rights/{right.pk}/print/")
    assert "☑ 查阅、复制" in paper and "想看看记了什么" in paper and "☑ 已同意" not in paper


@pytest.mark.parametrize("removed", [False, True])
def test_a_hazard_before_and_after(ward: Ward, removed: bool) -> None:
    person = ward.elder("王桂兰")
    hazard = care.find_hazard(person=person, kind="fire", before="火盆烤衣服", by=ward.cast.village_li)
    if removed:
        care.remove_hazard(hazard=hazard, after="换成电暖器", by=ward.cast.village_li)
    paper = sheet(ward.cast.station_zhou, f"/desk/hazards/{hazard.pk}/print/")
    assert "☑ 用火、取暖" in paper and "火盆烤衣服" in paper
    assert ("换成电暖器" in paper) == removed and "None" not in paper


def test_a_group_and_a_hand_over_list_everybody(ward: Ward) -> None:
    person = ward.elder("王桂兰")
    group = care.open_group(person=person, kind="pair", wish="有人说说话", by=ward.cast.station_zhou)
    care.seat_member(group=group, seat="party", name="党员甲", phone="19900002345", by=ward.cast.station_zhou)
    paper = sheet(ward.cast.station_zhou, f"/desk/care-groups/{group.pk}/print/")
    assert "党员甲" in paper and "有人说说话" in paper and "☑ 1+N+1 结对" in paper
    standing = ward.coloured(person, "L1", "F3")
    care.name_worker(standing=standing, worker=ward.cast.station_zhou, by=ward.cast.station_head_ma)
    where = f"/desk/handover/{ward.cast.station_zhou.pk}/print/"
    paper = sheet(ward.cast.station_head_ma, where)
    assert "王*兰" in paper and "王桂兰" not in paper and "监交人签字" in paper
    assert StrictClient.of(ward.cast.station_zhou).get(where).status_code == 403
    assert StrictClient.of(ward.cast.station_head_wu).get(where).status_code == 404


def test_a_groups_sign_in_sheet_names_its_members_and_the_other_who_came_and_went(office: Office) -> None:
    group = casework.open_group(title="邻里手工小组", division=office.cast.xinhua, by=office.zhou)
    casework.join_group(case=group, persons=[office.elder("王甲"), office.elder("王乙")], by=office.zhou)
    stays, left = group.members.order_by("pk")
    casework.leave_group(member=left, reason="搬到女儿家", by=office.zhou)
    signs = sheet(office.zhou, f"/desk/cases/{group.pk}/sign-in/print/")
    assert stays.person.name in signs and left.person.name not in signs and group.number in signs
    changes = sheet(office.zhou, f"/desk/cases/{group.pk}/comings/print/")
    assert left.person.name in changes and "搬到女儿家" in changes
    assert (
        StrictClient.of(office.colleague()).get(f"/desk/cases/{group.pk}/sign-in/print/").status_code == 404
    )
    single = office.case()
    assert StrictClient.of(office.zhou).get(f"/desk/cases/{single.pk}/sign-in/print/").status_code == 404
    assert StrictClient.of(office.zhou).get(f"/desk/cases/{group.pk}/surroundings/print/").status_code == 404
