"""Ordering on behalf, what waits, and what becomes of a request."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.doors.client import StrictClient
from tests.rooms.projects.conftest import Town
from yimi.rooms.catalogue.models import ServiceItem
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Request
from yimi.rooms.projects.states import RequestState


def order(town: Town, **changed: Any) -> dict[str, Any]:
    given = {
        "what": "type:MP14",
        "division": town.cast.xinhua.code,
        "wished_from": "2026-11-12",
        "wished_to": "2026-11-28",
        "channel": "phone",
        "requested_by_name": "李大妈",
        "reason": "院坝里二十来位老人",
    }
    return given | changed


def placed(town: Town, n: int = 1) -> list[Request]:
    return [
        actions.place_request(
            division=town.cast.xinhua,
            channel="phone",
            wished_from=date(2026, 11, 12),
            wished_to=date(2026, 11, 28),
            micro_type=town.type("MP14"),
            by=town.cast.village_li,
        )
        for _ in range(n)
    ]


def test_a_village_member_orders_for_named_elders_in_one_page(town: Town) -> None:
    client, elder = StrictClient.of(town.cast.village_li), town.person("王桂英")
    page = client.get("/desk/requests/new/")
    assert "王桂英" in page.content.decode()  # the village is known, its elders stand ready to be ticked

    answer = client.post("/desk/requests/new/", order(town, persons=[elder.pk]))

    wish = Request.objects.get()
    assert answer.url == f"/desk/requests/{wish.pk}/"
    assert wish.requested_by_name == "李*妈" and wish.persons.get().person == elder
    said = client.get(answer.url).content.decode()
    assert "还没有登记拍照同意" in said and "院坝里二十来位老人" in said


def test_the_back_button_does_not_order_twice(town: Town) -> None:
    client, elder = StrictClient.of(town.cast.village_li), town.person("王桂英")
    sent = order(town, persons=[elder.pk])
    first, again = (client.post("/desk/requests/new/", sent).url for _each in range(2))
    assert first == again and Request.objects.count() == 1
    client.post("/desk/requests/new/", order(town, persons=[town.person("李桂花").pk]))
    assert Request.objects.count() == 2


def test_an_item_nobody_purchases_becomes_the_stations_own_task(town: Town) -> None:
    item = ServiceItem.objects.filter(links=None).first()
    assert item is not None

    StrictClient.of(town.cast.station_zhou).post("/desk/requests/new/", order(town, what=f"item:{item.pk}"))

    assert Request.objects.get().state == RequestState.STATION_TASK


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"wished_to": "2026-11-01"}, "希望的结束日期早于开始日期"),
        ({"what": ""}, "请选一项服务或一个类型"),
        ({"division": "500114112003"}, "division"),
    ],
)
def test_a_refused_order_keeps_what_was_typed(town: Town, changed: dict[str, str], said: str) -> None:
    answer = StrictClient.of(town.cast.village_li).post("/desk/requests/new/", order(town, **changed))

    assert answer.status_code == 422
    assert said in answer.content.decode() and "院坝里二十来位老人" in answer.content.decode()
    assert not Request.objects.exists()


def test_the_picker_finds_by_name_and_keeps_the_ticks(town: Town) -> None:
    ticked, other = town.person("王桂英"), town.person("赵小年", born=date(1990, 1, 1))
    other.take_name("赵小年")
    other.save()
    client = StrictClient.of(town.cast.village_li)

    part = client.htmx("post", "/desk/picker/people/", {"q": "赵小", "persons": ticked.pk}).content.decode()

    assert part.index("王桂英") < part.index("赵小年") and part.count("checked") == 1


def test_nobody_finds_people_of_another_town_or_as_a_provider(town: Town) -> None:
    town.person("王桂英")
    for user in (town.cast.station_head_wu, town.cast.provider_a_manager, town.cast.stranger):
        part = StrictClient.of(user).post("/desk/picker/people/", {"division": town.cast.xinhua.code})
        assert "王桂英" not in part.content.decode()


def test_the_station_merges_and_declines(town: Town) -> None:
    first, second, third = placed(town, 3)
    client = StrictClient.of(town.cast.station_zhou)
    assert f'value="{second.pk}"' in client.get(f"/desk/requests/{first.pk}/").content.decode()

    merged = client.htmx("post", f"/desk/requests/{first.pk}/merge/", {"request": [second.pk]})
    assert merged.status_code == 204 and merged["HX-Redirect"] == f"/desk/requests/{first.pk}/"
    client.post(f"/desk/requests/{third.pk}/decline/", {"reason": "近期已安排过"})

    assert Request.objects.get(pk=second.pk).merged_into_id == first.pk
    assert Request.objects.get(pk=third.pk).decline_reason == "近期已安排过"
    assert "近期已安排过" in client.get(f"/desk/requests/{third.pk}/").content.decode()


def test_a_reason_that_is_missing_is_said_and_nothing_happens(town: Town) -> None:
    (wish,) = placed(town)
    client = StrictClient.of(town.cast.station_zhou)

    answer = client.post(f"/desk/requests/{wish.pk}/decline/", {"reason": ""}, follow=True)

    assert "请写明理由" in answer.content.decode()
    assert Request.objects.get().state == RequestState.OPEN


def test_the_village_takes_its_wish_back_but_may_not_decline(town: Town) -> None:
    (wish,) = placed(town)
    client = StrictClient.of(town.cast.village_li)

    assert client.post(f"/desk/requests/{wish.pk}/decline/", {"reason": "不"}).status_code == 403
    client.post(f"/desk/requests/{wish.pk}/withdraw/", {})

    assert Request.objects.get().state == RequestState.WITHDRAWN


def test_requests_of_others_do_not_exist(town: Town) -> None:
    (wish,) = placed(town)
    cast = town.cast
    for user in (cast.village_zhao, cast.station_head_wu, cast.provider_a_manager, cast.stranger):
        assert StrictClient.of(user).get(f"/desk/requests/{wish.pk}/").status_code == 404
    assert StrictClient.of(cast.provider_a_manager).get("/desk/requests/").status_code == 403
    assert StrictClient.of(cast.reviewer_chen).get("/desk/requests/new/").status_code == 403


def test_the_county_reads_masked_names(town: Town) -> None:
    (wish,) = placed(town)
    wish.persons.create(person=town.person("王桂英"))

    page = StrictClient.of(town.cast.business_he).get(f"/desk/requests/{wish.pk}/").content.decode()

    assert "王*英" in page and "王桂英" not in page


def test_the_list_asks_as_often_for_twelve_as_for_two(town: Town) -> None:
    client, counts = StrictClient.of(town.cast.station_zhou), []
    for more in (2, 10):
        placed(town, more)
        client.get("/desk/requests/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/requests/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
