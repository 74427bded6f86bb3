"""Ordering on the phone for somebody who rang up: by village committee and station, for their own places."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from tests import walk
from tests.cast import Cast
from tests.doors.api.phone import Phone
from yimi.kernel import clock
from yimi.rooms.projects.models import Request


@pytest.fixture(autouse=True)
def ready(cast: Cast) -> None:
    walk.county_ready(cast)


def order(place: str, **more: Any) -> dict[str, Any]:
    first = clock.today() + timedelta(days=10)
    said = {"what": "type:MP15", "village": place, "requested_by_name": "张大山", "reason": "电话里说想办"}
    days = {"wished_from": first.isoformat(), "wished_to": (first + timedelta(days=10)).isoformat()}
    return {**said, **days, **more}


def test_the_village_orders_for_somebody_who_rang_up(cast: Cast) -> None:
    phone = Phone.of(cast.village_li)
    choices = phone.get("/orders/choices").json()  # type: ignore[attr-defined]
    assert [each["code"] for each in choices["villages"]] == [cast.xinhua.code]
    assert {"what": "type:MP15", "label": "婚俗改革·家和活动", "group": "微项目类型"} in choices["wishes"]
    answer = phone.post("/orders", order(cast.xinhua.code))
    assert answer.status_code == 201, answer.content
    placed = Request.objects.get(pk=answer.json()["id"])  # type: ignore[attr-defined]
    assert (placed.channel, placed.requested_by_name, placed.proxy) == ("phone", "张*山", cast.village_li)


def test_an_order_sent_again_over_a_bad_line_is_one_order(cast: Cast) -> None:
    phone, key = Phone.of(cast.village_li), str(uuid.uuid4())
    said = order(cast.xinhua.code, client_key=key)
    first, again = phone.post("/orders", said), phone.post("/orders", said)
    assert first.json() == again.json() and Request.objects.count() == 1  # type: ignore[attr-defined]
    other = Phone.of(cast.station_zhou).post("/orders", said)  # somebody else's key opens nothing
    assert other.status_code == 422 and Request.objects.count() == 1


def test_nobody_orders_where_they_have_no_post(cast: Cast) -> None:
    for name in ("provider_a_worker", "leader_tang", "stranger", "village_zhao"):  # zhao: another village's
        answer = Phone.without_second_factor(getattr(cast, name)).post("/orders", order(cast.xinhua.code))
        assert answer.status_code == 403, (name, answer.content)
    for name in ("provider_a_worker", "leader_tang"):
        phone = Phone.without_second_factor(getattr(cast, name))
        assert phone.get("/orders/choices").status_code == 403
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"what": "type:NOPE"}, 404),
        ({"village": "999999999999"}, 404),
        ({"what": "anything"}, 422),
        ({"wished_to": "2020-01-01"}, 422),
    ],
)
def test_what_is_wrong_is_said(cast: Cast, more: dict[str, str], status: int) -> None:
    phone = Phone.of(cast.village_li)
    assert phone.post("/orders", order(cast.xinhua.code, **more)).status_code == status
