"""The comparison workbench: another department's list against the register, decided by a person, taken along, erased."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from tests.doors.client import StrictClient
from tests.journeys.queue import work_off
from tests.rooms.care.conftest import Ward
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.audit import AuditEvent
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.care.jobs import compare
from yimi.rooms.care.models import Alert
from yimi.rooms.people import actions
from yimi.rooms.people.models import Crosscheck, CrosscheckLine, CrosscheckList

HEAD = "编号,姓名,身份证号码,出生日期,联系电话,村,住址,死亡日期"
IDS = ["990101195003080022", "990101194802110016", "990101194511230033", "990101195212010044"]


def number(stem: str) -> str:
    """An invented number of area 990101 with its right check digit."""
    weights, checks = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], "10X98765432"
    return stem + checks[sum(int(digit) * each for digit, each in zip(stem, weights, strict=True)) % 11]


def register(ward: Ward) -> list[Any]:
    stems = ["99010119500308002", "99010119480211001", "99010119451123003", "99010119521201004"]
    names = ["王秀英", "张德贵", "李长寿", "赵明全"]
    return [
        ward.elder(
            name, born=date(int(stem[6:10]), int(stem[10:12]), int(stem[12:14])), id_number=number(stem),
            phone=f"1990000{place:04d}",
        )
        for place, (name, stem) in enumerate(zip(names, stems, strict=True))
    ]  # fmt: skip


def theirs(people: list[Any], village: str) -> bytes:
    one, two, three, _four = people
    rows = [
        HEAD,
        f"A1,{one.name},{one.id_number},{one.birth_date},{one.phone},{village},,",
        f"A2,{two.name},{two.id_number},{two.birth_date},{two.phone},{village},,2026-09-01",
        f"A3,孙大海,{three.id_number},{three.birth_date},,{village},,",  # one number on two names
        f"=A4,钱小满,,1960-05-05,,{village},,",
    ]
    return "\n".join(rows).encode()


def sent(client: StrictClient, ward: Ward, data: bytes, **given: Any) -> Any:
    fields = {"area": ward.cast.lishui.code, "meaning": "plain"} | given
    return client.post(
        "/desk/crosschecks/new/", fields | {"right": SimpleUploadedFile("殡葬名单.csv", data, "text/csv")}
    )


def compared(client: StrictClient, ward: Ward, data: bytes, **given: Any) -> Crosscheck:
    """Sent, columns as recognised, compared."""
    made = sent(client, ward, data, **given)
    page = client.get(made.url)
    chosen = {f"right-{name}": bound.initial for name, bound in page.context["forms"][0].fields.items()}
    assert client.post(made.url, chosen).status_code == 302
    return Crosscheck.objects.latest("pk")


def test_a_list_is_compared_class_by_class_and_the_dead_are_an_alert(ward: Ward) -> None:
    people = register(ward)
    ward.coloured(people[1])
    client = StrictClient.of(ward.cast.station_zhou)
    check = compared(client, ward, theirs(people, ward.cast.xinhua.name))
    kinds = dict(CrosscheckLine.objects.values_list("number", "kind"))
    assert sorted(kinds.values()) == ["contradictory", "deceased", "gone", "new", "same"] or check.problem
    page = client.get(f"/desk/crosschecks/{check.pk}/").content.decode()
    assert "死亡" in page and "张德贵" in page and "身份证号相同" in page
    alert = Alert.objects.get(rule="AL12")
    assert alert.person == people[1] and "殡葬名单.csv" in alert.text
    assert not any(
        CrosscheckList.objects.values_list("body", flat=True)
    )  # the list is gone once it was compared


def test_a_pair_is_decided_by_a_person_and_the_next_one_opens(ward: Ward) -> None:
    people = register(ward)
    client = StrictClient.of(ward.cast.station_zhou)
    check = compared(client, ward, theirs(people, ward.cast.xinhua.name))
    page = client.get(f"/desk/crosschecks/{check.pk}/review/").content.decode()
    assert "李长寿" in page and "孙大海" in page and 'data-key="y"' in page
    line = CrosscheckLine.objects.get(kind="contradictory")
    client.post(f"/desk/crosschecks/{check.pk}/lines/{line.number}/decide/", {"same": "0"})
    line.refresh_from_db()
    assert (line.kind, line.decided_by) == ("apart", ward.cast.station_zhou)
    assert client.get(f"/desk/crosschecks/{check.pk}/review/").status_code == 302  # nothing left
    again = client.post(
        f"/desk/crosschecks/{check.pk}/lines/{line.number}/decide/", {"same": "1"}, follow=True
    )
    assert "已经定了" in again.content.decode()


def test_the_sheet_says_who_took_it_and_carries_texts_only(ward: Ward) -> None:
    people = register(ward)
    client = StrictClient.of(ward.cast.station_zhou)
    check = compared(client, ward, theirs(people, ward.cast.xinhua.name))
    answer = client.post(f"/desk/crosschecks/{check.pk}/export/")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert ward.cast.station_zhou.display_name in str(rows[1][0])
    cells = [cell for row in rows for cell in row if cell != ""]
    assert people[1].id_number in cells and all(isinstance(cell, str) for cell in cells)
    assert AuditEvent.objects.filter(verb="people.export_lines").count() == 1


def test_a_list_of_everybody_entitled_tells_of_who_is_served_and_not_on_it(ward: Ward) -> None:
    people = register(ward)
    ward.coloured(people[3])
    client = StrictClient.of(ward.cast.station_zhou)
    check = compared(client, ward, theirs(people, ward.cast.xinhua.name), meaning="current")
    assert {each.person for each in Alert.objects.filter(rule="AL12")} == {people[3]}
    compare(check.pk, ward.cast.station_zhou.pk) if check.state == "running" else None
    assert Alert.objects.filter(rule="AL12").count() == 1


def test_titles_nobody_knows_are_chosen_by_hand(ward: Ward) -> None:
    register(ward)
    client = StrictClient.of(ward.cast.station_zhou)
    made = sent(client, ward, "户主,证件\n王秀英,\n".encode())
    assert "户主" in client.get(made.url).content.decode()
    refused = client.post(made.url, {"right-name": "", "right-id_no": ""})
    assert refused.status_code == 422 and "请在下面选出来" in refused.content.decode()
    assert client.post(made.url, {"right-name": "户主"}).status_code == 302
    assert Crosscheck.objects.get().state == "done"


def test_a_hashed_list_is_compared_without_being_seen(ward: Ward) -> None:
    people = register(ward)
    client = StrictClient.of(ward.cast.station_zhou)
    key = "双方约定的一把长钥匙"
    answer = client.post("/desk/crosschecks/hand-over/", {"area": ward.cast.lishui.code, "key": key})
    made = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert people[0].name.encode() not in made and people[0].id_number.encode() not in made
    assert "至少 16" in sent(client, ward, made).content.decode()
    check = compared(client, ward, made, key=key)
    assert set(CrosscheckLine.objects.values_list("kind", flat=True)) == {"same"}
    check.refresh_from_db()
    assert check.key == ""


def test_nobody_else_sees_it_and_a_village_has_no_workbench(ward: Ward) -> None:
    people = register(ward)
    check = compared(StrictClient.of(ward.cast.station_zhou), ward, theirs(people, ward.cast.xinhua.name))
    line = CrosscheckLine.objects.filter(crosscheck=check).earliest("number")
    for stranger in (ward.cast.business_he, ward.cast.station_head_ma, ward.cast.village_li):
        client = StrictClient.of(stranger)
        for address in ("", "review/", "columns/", "progress/"):
            assert client.get(f"/desk/crosschecks/{check.pk}/{address}").status_code in (403, 404)
        for address in ("export/", "erase/", f"lines/{line.number}/decide/"):
            assert client.post(f"/desk/crosschecks/{check.pk}/{address}").status_code in (403, 404)
    assert StrictClient.of(ward.cast.village_li).get("/desk/crosschecks/").status_code == 403
    elsewhere = {"area": ward.cast.zhuoshui.code, "meaning": "plain"}
    data = SimpleUploadedFile("名单.csv", theirs(people, "x"), "text/csv")
    refused = StrictClient.of(ward.cast.station_zhou).post(
        "/desk/crosschecks/new/", elsewhere | {"right": data}
    )
    assert refused.status_code == 422


def test_what_the_other_list_said_is_erased_when_its_time_is_over(ward: Ward) -> None:
    people = register(ward)
    client = StrictClient.of(ward.cast.station_zhou)
    check = compared(client, ward, theirs(people, ward.cast.xinhua.name))
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert actions.erase_old_crosschecks(by=System("people")) == 1
    assert not any(CrosscheckLine.objects.values_list("right_cells", flat=True))
    with pytest.raises(Exception, match="没有可以导出"):
        actions.export_lines(crosscheck=check, by=ward.cast.station_zhou)


def test_a_large_list_is_left_to_the_worker_and_a_breakdown_lets_one_begin_again(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yimi.doors.desk.crosschecks.AT_ONCE", 0)
    people, client = register(ward), StrictClient.of(ward.cast.station_zhou)
    check = compared(client, ward, theirs(people, ward.cast.xinhua.name))
    assert (
        check.state == "running"
        and "正在比对" in client.get(f"/desk/crosschecks/{check.pk}/").content.decode()
    )
    with monkeypatch.context() as broken:
        broken.setattr("yimi.rooms.people.comparing.match", lambda *_: 1 / 0)
        assert work_off() == 1
    check.refresh_from_db()
    assert check.state == "failed" and "请再比一次" in check.problem
    assert OutboxMessage.objects.latest("pk").text == check.problem
    page = client.get(f"/desk/crosschecks/{check.pk}/", follow=True)
    assert check.problem in page.content.decode() and "开始比对" in page.content.decode()
    columns = {f"right-{name}": bound.initial for name, bound in page.context["forms"][0].fields.items()}
    client.post(f"/desk/crosschecks/{check.pk}/columns/", columns)
    assert work_off() == 1
    check.refresh_from_db()
    assert (check.state, check.problem, CrosscheckLine.objects.count()) == ("done", "", 5)


def test_when_the_worker_is_gone_the_comparison_is_freed(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yimi.doors.desk.crosschecks.AT_ONCE", 0)
    people, client = register(ward), StrictClient.of(ward.cast.station_zhou)
    check = compared(client, ward, theirs(people, ward.cast.xinhua.name))
    with clock.frozen(clock.now() + timedelta(minutes=29)):
        assert actions.free_stalled_crosschecks(by=System("people")) == 0
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert actions.free_stalled_crosschecks(by=System("people")) == 1
    page = client.get(f"/desk/crosschecks/{check.pk}/", follow=True)
    assert "比对中断" in page.content.decode()
    columns = {f"right-{name}": bound.initial for name, bound in page.context["forms"][0].fields.items()}
    client.post(
        f"/desk/crosschecks/{check.pk}/columns/", columns
    )  # the first order still waits: one is enough
    assert work_off() == 1
    check.refresh_from_db()
    assert check.state == "done"


def test_a_schools_or_a_hospitals_list_raises_its_own_alert_once(ward: Ward) -> None:
    people = register(ward)
    ward.coloured(people[0])
    client = StrictClient.of(ward.cast.station_zhou)
    for meaning, rule in (("absent", "AL05"), ("hospital", "AL10")):
        compared(client, ward, theirs(people, ward.cast.xinhua.name), meaning=meaning)
        assert {each.person for each in Alert.objects.filter(rule=rule)} == {people[0]}
        assert "名单" in Alert.objects.get(rule=rule).text or "里有此人" in Alert.objects.get(rule=rule).text
