"""What the station does itself, from "today" to done."""

from __future__ import annotations

from datetime import date

from tests.doors.client import StrictClient
from tests.rooms.projects.conftest import Town
from yimi.kernel.audit import AuditEvent
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.catalogue.models import ServiceItem
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Request
from yimi.rooms.projects.states import RequestState

DONE = {"done_on": "2026-11-02", "outcome": "周站长陪同去办，已办好。"}


def task(town: Town) -> Request:
    return actions.place_request(
        division=town.cast.xinhua,
        channel="village",
        wished_from=date(2026, 11, 2),
        wished_to=date(2026, 11, 5),
        service_item=ServiceItem.objects.filter(links=None).first(),
        persons=[town.person("王桂英")],
        by=town.cast.village_li,
    )


def test_a_station_task_waits_today_is_done_once_and_the_village_reads_it(town: Town) -> None:
    wish = task(town)
    client, address = StrictClient.of(town.cast.station_zhou), f"/desk/requests/{wish.pk}/done/"
    assert address in client.get("/desk/").content.decode()
    assert address in client.get(f"/desk/requests/{wish.pk}/").content.decode()
    assert "王桂英" in client.get(address).content.decode()
    assert client.post(address, DONE).status_code == 302
    again = client.post(address, DONE)
    assert again.status_code == 409 and "请刷新页面" in again.content.decode()
    wish.refresh_from_db()
    assert (wish.state, wish.done_by) == (RequestState.DONE, town.cast.station_zhou.display_name)
    assert AuditEvent.objects.filter(verb="projects.complete_station_task").count() == 1
    assert address not in client.get("/desk/").content.decode()
    told = OutboxMessage.objects.get(topic="station_task_done")
    assert told.recipient_id == town.cast.village_li.pk
    assert "已办好" in StrictClient.of(town.cast.village_li).get(told.link).content.decode()


def test_the_village_and_another_station_do_not_complete_it(town: Town) -> None:
    wish = task(town)
    address = f"/desk/requests/{wish.pk}/done/"
    assert StrictClient.of(town.cast.village_li).post(address, DONE).status_code == 403
    assert StrictClient.of(town.cast.station_head_wu).post(address, DONE).status_code == 404
    assert StrictClient.of(town.cast.business_he).post(address, DONE).status_code == 403
    wish.refresh_from_db()
    assert wish.state == RequestState.STATION_TASK


def test_what_is_missing_stands_beside_its_field(town: Town) -> None:
    address = f"/desk/requests/{task(town).pk}/done/"
    client = StrictClient.of(town.cast.station_zhou)
    for changed, said in (
        ({"outcome": "  "}, "谁去做的，做了什么"),
        ({"done_on": "2026-11-03"}, "今天以前"),
        ({"done_on": "2026-11-01"}, "提出需求以后"),
    ):
        answer = client.post(address, DONE | changed)
        assert answer.status_code == 422 and said in answer.content.decode()
    wish = Request.objects.get()
    assert wish.state == RequestState.STATION_TASK and wish.done_at is None


def test_an_open_request_is_no_station_task(town: Town) -> None:
    wish = task(town)
    Request.objects.filter(pk=wish.pk).update(state=RequestState.OPEN)
    client = StrictClient.of(town.cast.station_zhou)
    assert "登记办完" not in client.get(f"/desk/requests/{wish.pk}/").content.decode()
    assert client.post(f"/desk/requests/{wish.pk}/done/", DONE).status_code == 409
