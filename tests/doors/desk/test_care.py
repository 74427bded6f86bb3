"""Visits, alerts and the board at the desk: recorded in one form, answered in turn, seen only by those responsible."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from tests.doors.client import StrictClient
from tests.doors.desk.test_colours import queries_of
from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.rooms.accounts.models import User
from yimi.rooms.care import actions
from yimi.rooms.care.models import Alert, Visit
from yimi.rooms.people.models import Person

YELLOW = ("L1", "F3")


def page(user: User, where: str) -> str:
    return StrictClient.of(user).get(where, follow=True).content.decode()


def sent(**changed: Any) -> dict[str, Any]:
    given = {
        "client_id": str(uuid.uuid4()), "mode": "home", "outcome": "met", "worries": ["health"], "assists": ["policy"],
        "sentence": "精神不错。", "visited_at": "2026-11-02T08:30",
    }  # fmt: skip
    return given | changed


def test_due_visits_are_listed_by_their_window_and_recorded_in_one_form(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, *YELLOW)
    client = StrictClient.of(ward.cast.station_zhou)
    listed = client.get("/desk/visits/").content.decode()
    assert "王秀英" in listed and "11-15" in listed and "窗口内" in listed
    form = client.get(f"/desk/people/{person.pk}/visit/")
    assert "五了解" in form.content.decode() and "四协助" in form.content.decode()
    answer = client.post(f"/desk/people/{person.pk}/visit/", sent())
    assert answer.url == f"/desk/people/{person.pk}/"
    made = Visit.objects.get()
    assert (made.worries, made.assists, made.sentence, made.visited_by) == (
        ["health"], ["policy"], "精神不错。", ward.cast.station_zhou,
    )  # fmt: skip
    file = client.get(answer.url).content.decode()
    assert "上门 · 见到、联系上了：精神不错。" in file and "11-16" in file  # the next window
    assert "没有要走访的" in client.get("/desk/visits/").content.decode()


def test_an_overdue_window_stands_first_and_says_so(ward: Ward) -> None:
    ward.coloured(ward.elder(), *YELLOW)
    with clock.frozen(MONDAY + timedelta(days=15)):
        ward.coloured(ward.elder("赵大"), *YELLOW)
        listed = page(ward.cast.station_zhou, "/desk/visits/")
        assert (
            listed.index("已过期限")
            < listed.index("王秀英")
            < listed.index("窗口内</h2>")
            < listed.index("赵大")
        )
        assert listed.count("王秀英") == 1  # one visit answers the missed window and the running one
        assert "要走访的群众" in page(ward.cast.station_zhou, "/desk/")


def test_what_cannot_be_is_said_beside_its_field(ward: Ward) -> None:
    client = StrictClient.of(ward.cast.station_zhou)
    address = f"/desk/people/{ward.elder().pk}/visit/"
    future = client.post(address, sent(visited_at="2026-11-03T08:30"))
    assert future.status_code == 422 and "不能晚于现在" in future.content.decode()
    assert client.post(address, sent(sentence="")).status_code == 422
    assert not Visit.objects.exists()


def test_the_village_records_visits_and_leads_but_sees_no_colour(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, *YELLOW)
    client = StrictClient.of(ward.cast.village_li)
    assert client.post(f"/desk/people/{person.pk}/visit/", sent()).status_code == 302
    made = client.post(f"/desk/people/{person.pk}/alert/", {"rule": "AL03", "text": "儿子搬走了"})
    alert = Alert.objects.get()
    shown = client.get(made.url).content.decode()
    assert "儿子搬走了" in shown and "黄色" not in shown and "我来接手" not in shown
    assert "没有要走访的" in client.get("/desk/visits/").content.decode()
    assert client.post(f"/desk/alerts/{alert.pk}/take/").status_code == 403
    assert "没办结的" in client.get("/desk/alerts/").content.decode()


def test_a_childs_visit_asks_why_first(ward: Ward) -> None:
    person, client = ward.child(), StrictClient.of(ward.cast.village_li)
    asked = client.get(f"/desk/people/{person.pk}/visit/")
    assert asked.url.endswith("/purpose/?next=visit")
    assert client.post(asked.url, {"purpose": "service"}).url == f"/desk/people/{person.pk}/visit/"
    client.get(f"/desk/people/{person.pk}/visit/")
    assert AuditEvent.objects.filter(verb="people.viewed", subject_id=str(person.pk)).count() == 1


def test_an_alert_goes_from_hand_to_hand_until_it_is_closed(ward: Ward) -> None:
    person = ward.elder()
    alert = actions.raise_alert(person=person, rule="AL05", text="三天没去", by=ward.cast.village_li)
    worker, head = StrictClient.of(ward.cast.station_zhou), StrictClient.of(ward.cast.station_head_ma)
    address = f"/desk/alerts/{alert.pk}/"
    assert address in page(ward.cast.station_zhou, "/desk/") and "P1" in page(
        ward.cast.station_zhou, "/desk/alerts/"
    )
    assert "我来接手" in worker.get(address).content.decode()
    worker.post(f"{address}take/")
    assert "我来接手" not in worker.get(address).content.decode()  # it is mine already
    seen = worker.post(f"/desk/people/{person.pk}/visit/?alert={alert.pk}", sent())
    assert seen.url == address
    worker.post(f"{address}dispose/", {"was_true": "yes", "assists": ["urgent"], "result": "已送回学校"})
    assert "核实处置" not in worker.get(address).content.decode()  # one's own
    assert "核实处置" in head.get(address).content.decode()
    head.post(f"{address}verify/", {"fine": "yes"})
    alert.refresh_from_db()
    assert (alert.state, alert.visit) == ("closed", Visit.objects.get())
    assert "已送回学校" in head.get(address).content.decode()


def test_alerts_alike_are_one_line_that_leads_to_the_list(ward: Ward) -> None:
    with clock.frozen(MONDAY):
        made = [
            actions.raise_alert(person=ward.elder(name), rule="AL03", text="x", by=ward.cast.village_li)
            for name in ("王秀甲", "王秀乙")
        ]
        first = page(ward.cast.station_zhou, "/desk/")
    assert "× 2" in first and 'href="/desk/alerts/"' in first
    assert not any(f"/desk/alerts/{each.pk}/" in first for each in made)


def test_the_board_counts_loads_and_names_the_grave_ones(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, *YELLOW)
    actions.raise_alert(person=person, rule="AL05", text="x", by=ward.cast.village_li)
    board = page(ward.cast.station_head_ma, "/desk/care/")
    assert "周晓岚" in board and "缺课" in board and "王秀英" not in board
    assert StrictClient.of(ward.cast.village_li).get("/desk/care/").status_code == 403
    assert "缺课" not in page(ward.cast.station_head_wu, "/desk/care/")


def test_the_head_hands_somebody_to_the_village(ward: Ward) -> None:
    person = ward.elder()
    standing = ward.coloured(person, *YELLOW)
    address = f"/desk/people/{person.pk}/worker/"
    assert "李青禾" not in page(ward.cast.station_zhou, address)
    StrictClient.of(ward.cast.station_head_ma).post(address, {"worker": ward.cast.village_li.pk})
    standing.refresh_from_db()
    assert standing.worker == ward.cast.village_li
    assert "王秀英" in page(ward.cast.village_li, "/desk/visits/")


def test_lists_cost_the_same_for_two_and_for_twelve(ward: Ward) -> None:
    client = StrictClient.of(ward.cast.station_head_ma)

    def more(letters: str) -> None:
        for letter in letters:
            person: Person = ward.elder(f"王秀{letter}")
            ward.coloured(person, *YELLOW)
            actions.raise_alert(person=person, rule="AL03", text="x", by=ward.cast.village_li)

    more("甲乙")
    addresses = ("/desk/visits/?show=all", "/desk/alerts/", "/desk/care/")
    client.get("/desk/visits/")  # the first page of a session writes when it was seen
    few = [queries_of(lambda where=where: client.get(where)) for where in addresses]  # type: ignore[misc]
    more("丙丁戊己庚辛壬癸子丑")
    assert [queries_of(lambda where=where: client.get(where)) for where in addresses] == few  # type: ignore[misc]


def test_why_a_childs_alert_is_opened_is_asked_and_leads_back_to_the_alert(ward: Ward) -> None:
    alert = actions.raise_alert(person=ward.child(), rule="AL13", text="身上有伤", by=ward.cast.village_li)
    client = StrictClient.of(ward.cast.station_head_ma)
    asked = client.get(f"/desk/alerts/{alert.pk}/")
    assert asked.status_code == 302 and asked.url.endswith(f"/purpose/?next=alert-{alert.pk}")
    answered = client.post(asked.url, {"purpose": "alert"}, follow=True)
    assert answered.redirect_chain == [(f"/desk/alerts/{alert.pk}/", 302)]
    assert "身上有伤" in answered.content.decode()


def test_a_sealed_report_shows_a_colleague_the_colour_and_neither_the_reason_nor_the_reporter(
    ward: Ward,
) -> None:
    person = ward.elder()
    ward.coloured(person, *YELLOW)
    actions.raise_alert(person=person, rule="AL13", text="手臂有伤", by=ward.cast.village_li)
    colleague, head = (
        page(each, f"/desk/people/{person.pk}/")
        for each in (ward.cast.station_zhou, ward.cast.station_head_ma)
    )
    assert "后来调为红色" in colleague and "降级" not in colleague
    assert "原因只有站长和区县业务科室看得到" in colleague
    assert "强制报告" not in colleague and "李青禾" not in colleague
    assert "强制报告 · 李青禾" in head
    reporter = page(ward.cast.village_li, f"/desk/alerts/{Alert.objects.get().pk}/")
    assert "不要在群里、纸上、家人面前提起" in reporter and "负责的人已收到通知" in reporter


def test_what_may_be_reported_is_asked_in_the_words_of_who_saw_it(ward: Ward) -> None:
    asked = page(ward.cast.village_li, f"/desk/people/{ward.elder().pk}/alert/")
    assert asked.index("怀疑有人受到侵害") < asked.index("家庭成员变动")
    assert all(each in asked for each in ("连着三餐没取", "橙色、红色预警"))
