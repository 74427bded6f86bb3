"""The colour of a person at the desk: ticked, proposed with its sentence, confirmed, changed by hand, hidden from others."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.doors.client import StrictClient
from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel.audit import AuditEvent
from yimi.rooms.care import actions
from yimi.rooms.care.models import Assessment, Sheet, Standing
from yimi.rooms.people.actions import set_category


def queries_of(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)


def test_from_the_tick_list_to_the_confirmed_colour(ward: Ward) -> None:
    person, client = ward.elder(), StrictClient.of(ward.cast.station_zhou)
    page = client.get(f"/desk/people/{person.pk}/assess/").content.decode()
    assert "独居" in page and "老人表" in page
    made = client.post(f"/desk/people/{person.pk}/assess/", {"factors": ["L1", "F3"]})
    proposal = Assessment.objects.get()
    assert made.url == f"/desk/assessments/{proposal.pk}/"
    said = client.get(made.url).content.decode()
    assert "黄色，因为失智或走失史、独居，按规定不低于黄色" in said and "确认为黄色" in said
    assert client.post(f"{made.url}confirm/").url == f"/desk/people/{person.pk}/"
    file = client.get(f"/desk/people/{person.pk}/").content.decode()
    assert "◆" in file and "<strong>B</strong> 黄色" in file and "黄色，因为" in file


def test_what_the_register_knows_comes_ticked(ward: Ward) -> None:
    person = ward.elder()
    set_category(
        person=person,
        category="lives_alone",
        valid_from=MONDAY.date(),
        source="名单",
        by=ward.cast.station_zhou,
    )
    page = StrictClient.of(ward.cast.station_zhou).get(f"/desk/people/{person.pk}/assess/").content.decode()
    assert 'name="factors" value="L1" checked' in page and "台账已知" in page


def test_a_village_sees_no_colour_and_a_stranger_no_page(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, "L1", "F3")
    village = StrictClient.of(ward.cast.village_li)
    assert "黄色" not in village.get(f"/desk/people/{person.pk}/").content.decode()
    proposal = Assessment.objects.get()
    for user in (
        ward.cast.village_li,
        ward.cast.station_head_wu,
        ward.cast.reviewer_chen,
        ward.cast.stranger,
    ):
        client = StrictClient.of(user)
        assert client.get(f"/desk/people/{person.pk}/assess/").status_code in (403, 404)
        assert client.get(f"/desk/assessments/{proposal.pk}/").status_code == 404
        assert client.post(f"/desk/assessments/{proposal.pk}/confirm/").status_code == 404
    assert village.get("/desk/colours/").status_code == 403
    elsewhere = StrictClient.of(ward.cast.station_head_wu).get("/desk/colours/?show=yellow").content.decode()
    assert "王秀英" not in elsewhere


def test_a_childs_sheet_asks_why_first_and_the_look_is_written_down(ward: Ward) -> None:
    person, client = ward.child(), StrictClient.of(ward.cast.station_zhou)
    address = f"/desk/people/{person.pk}/assess/"
    asked = client.get(address)
    assert asked.url == f"/desk/people/{person.pk}/purpose/?next=assess"
    assert client.post(asked.url, {"purpose": "service"}).url == address
    assert "儿童表" in client.get(address).content.decode()
    assert AuditEvent.objects.filter(verb="people.viewed", subject_id=str(person.pk)).count() == 1


def test_by_hand_up_at_once_and_back(ward: Ward) -> None:
    person, client = ward.elder(), StrictClient.of(ward.cast.station_zhou)
    ward.coloured(person)
    address = f"/desk/people/{person.pk}/colour/"
    assert client.post(address, {"colour": "red", "reason": ""}).status_code == 422
    client.post(address, {"colour": "red", "reason": "邻居说三天没出门"})
    file = client.get(f"/desk/people/{person.pk}/").content.decode()
    assert "人工调整：邻居说三天没出门" in file and "2026年12月2日" in file
    assert client.post(f"{address}end/").status_code == 403  # a fall is the head's
    StrictClient.of(ward.cast.station_head_ma).post(f"{address}end/")
    assert Standing.objects.get().colour == "green"


def test_the_list_leads_to_what_waits_and_costs_the_same_for_two_and_for_twelve(ward: Ward) -> None:
    client = StrictClient.of(ward.cast.station_zhou)
    for letter in "甲乙":
        ward.assessed(ward.elder(f"王秀{letter}"), "L1", "F3")
    first = client.get("/desk/colours/").content.decode()
    assert "王秀甲" in first and "去确认" in first and "黄色，因为" in first
    few = queries_of(lambda: client.get("/desk/colours/"))
    for letter in "丙丁戊己庚辛壬癸子丑":
        ward.assessed(ward.elder(f"王秀{letter}"), "L1")
    assert queries_of(lambda: client.get("/desk/colours/")) == few
    for proposal in Assessment.objects.all():
        actions.confirm_colour(assessment=proposal, by=ward.cast.station_zhou)
    assert "王秀甲" in client.get("/desk/colours/?show=yellow").content.decode()
    assert "王秀甲" not in client.get("/desk/colours/?show=green").content.decode()


def test_people_with_a_category_and_no_colour_are_not_forgotten(ward: Ward) -> None:
    person = ward.elder()
    set_category(
        person=person, category="dibao", valid_from=MONDAY.date(), source="名单", by=ward.cast.station_zhou
    )
    page = StrictClient.of(ward.cast.station_zhou).get("/desk/colours/?show=unassessed").content.decode()
    assert "王秀英" in page and f"/desk/people/{person.pk}/assess/" in page


def test_a_new_version_is_drafted_tried_and_released_at_the_desk(ward: Ward) -> None:
    ward.coloured(ward.elder(), "L1", "H1")
    client = StrictClient.of(ward.cast.business_he)
    sheet = Sheet.objects.get(kind="elder")
    assert "评估表" in client.get("/desk/tier-sheets/").content.decode()
    numbers = client.post(f"/desk/tier-sheets/{sheet.pk}/draft/", {"source": "第 4 次会议"}).url
    draft = Sheet.objects.get(kind="elder", version=2)
    form = client.get(numbers).context["form"]
    given = {name: str(field.initial) for name, field in form.fields.items()} | {
        "points.L1": "40",
        "cap.L": "40",
    }
    assert client.post(numbers, given | {"threshold.red": "20"}).status_code == 422
    assert client.post(numbers, given).url == f"/desk/tier-sheets/{draft.pk}/"
    assert "还没有模拟" in client.get(f"/desk/tier-sheets/{draft.pk}/").content.decode()
    client.post(f"/desk/tier-sheets/{draft.pk}/simulate/")
    shown = client.get(f"/desk/tier-sheets/{draft.pk}/").content.decode()
    assert "王秀英" in shown and "蓝色" in shown and "发布这一版" in shown
    client.post(f"/desk/tier-sheets/{draft.pk}/release/")
    draft.refresh_from_db()
    assert draft.state == "released" and Assessment.objects.filter(state="proposed").count() == 1


def test_a_county_without_sheets_takes_the_shipped_ones_in(ward: Ward) -> None:
    Sheet.objects.exclude(county="500114").delete()
    client = StrictClient.of(ward.cast.station_zhou)
    assert client.post("/desk/tier-sheets/load/").status_code == 403
    assert "起草新的一版" not in client.get(f"/desk/tier-sheets/{Sheet.objects.first().pk}/").content.decode()  # type: ignore[union-attr]
