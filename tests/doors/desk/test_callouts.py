"""A call-out from its opening to the confirmation, page by page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.doors.client import StrictClient
from tests.doors.desk.test_requests import placed
from tests.rooms.projects.conftest import Town
from yimi.rooms.projects.actions import place_request
from yimi.rooms.projects.models import CallOut, Response, Session
from yimi.rooms.projects.states import CallOutState, ResponseKind


def opened(town: Town, **changed: Any) -> dict[str, Any]:
    given = {
        "micro_type": "MP14",
        "division": town.cast.xinhua.code,
        "sessions": 2,
        "wished_from": "2026-11-12",
        "wished_to": "2026-11-28",
    }
    return given | changed


def test_a_call_out_is_filled_from_its_requests(town: Town) -> None:
    first, second = placed(town, 2)
    client = StrictClient.of(town.cast.station_zhou)

    page = client.get(f"/desk/callouts/new/?request={first.pk}&request={second.pk}").content.decode()
    assert "2026-11-12" in page and "额度余额" in page and "机构答复截止" in page
    answer = client.post("/desk/callouts/new/", opened(town, request=[first.pk, second.pk]))

    callout = CallOut.objects.get()
    assert answer.url == f"/desk/callouts/{callout.pk}/"
    assert set(callout.requests.values_list("pk", flat=True)) == {first.pk, second.pk}


def test_a_provider_reads_how_many_and_not_who(town: Town) -> None:
    wish = place_request(
        division=town.cast.xinhua, channel="phone", wished_from=date(2026, 11, 12), wished_to=date(2026, 11, 28),
        micro_type=town.type("MP14"), persons=[town.person("王秀兰"), town.person("李桂花")], by=town.cast.village_li,
    )  # fmt: skip
    callout = town.call_out(requests=[wish])
    seen = StrictClient.of(town.cast.provider_a_manager).get(f"/desk/callouts/{callout.pk}/").content.decode()
    assert ">2 人<" in seen and "王秀兰" not in seen


def test_the_reckoning_follows_the_form(town: Town) -> None:
    client = StrictClient.of(town.cast.station_zhou)

    part = client.htmx("get", "/desk/callouts/new/reckoning/", opened(town, sessions=3)).content.decode()
    assert "× 3" in part and "11月5日" in part  # three working days from Monday
    part = client.htmx("get", "/desk/callouts/new/reckoning/", opened(town, micro_type="")).content.decode()
    assert "选好类型" in part


def test_without_money_the_refusal_stands_beside_the_type(town: Town) -> None:
    answer = StrictClient.of(town.cast.station_zhou).post(
        "/desk/callouts/new/", opened(town, micro_type="MP07")
    )

    assert answer.status_code == 422 and "没有" in answer.content.decode()
    assert not CallOut.objects.exists()


def test_a_provider_offers_and_changes_its_mind(town: Town) -> None:
    callout = town.call_out()
    client, crew = StrictClient.of(town.cast.provider_a_manager), [user.pk for user in town.crew()]
    page = client.get(f"/desk/callouts/{callout.pk}/").content.decode()
    assert "提交应征" in page and "社会工作者" in page  # the certificate stands beside the name

    client.post(f"/desk/callouts/{callout.pk}/respond/", {"start_1": "2026-11-12T09:00", "staff": crew})
    assert Response.objects.get().kind == ResponseKind.OFFER
    page = client.get(f"/desk/callouts/{callout.pk}/").content.decode()
    assert "保存修改" in page and "我们的应征" not in page  # the form shows it; no heading over nothing
    client.post(f"/desk/callouts/{callout.pk}/decline/", {"reason": "这段时间人手不够"})
    assert Response.objects.get().kind == ResponseKind.DECLINE


def test_a_start_outside_the_window_is_said_beside_the_time(town: Town) -> None:
    callout = town.call_out()
    answer = StrictClient.of(town.cast.provider_a_manager).post(
        f"/desk/callouts/{callout.pk}/respond/",
        {"start_1": "2026-12-24T09:00", "staff": [user.pk for user in town.crew()], "plan": "三人一车"},
    )

    said = answer.content.decode()
    assert answer.status_code == 422 and "不在希望的时间" in said and "三人一车" in said


def test_the_station_compares_awards_with_a_reason_and_the_provider_confirms(town: Town) -> None:
    callout = town.call_out()
    town.two_offers(callout)
    station = StrictClient.of(town.cast.station_zhou)
    page = station.get(f"/desk/callouts/{callout.pk}/").content.decode()
    assert "青杠" in page and "石榴" in page and "理由会公开" in page and "只是提示" in page
    chosen = callout.responses.get(provider=town.cast.provider_a)

    without = station.post(f"/desk/callouts/{callout.pk}/award/", {"response": chosen.pk, "reason": ""})
    assert without.status_code == 422 and "请写明理由" in without.content.decode()
    station.post(f"/desk/callouts/{callout.pk}/award/", {"response": chosen.pk, "reason": "离村近"})
    provider = StrictClient.of(town.cast.provider_a_manager)
    assert "确认承接" in provider.get(f"/desk/callouts/{callout.pk}/").content.decode()
    provider.post(f"/desk/callouts/{callout.pk}/confirm/")

    callout.refresh_from_db()
    assert callout.state == CallOutState.CONFIRMED and Session.objects.filter(callout=callout).exists()


def test_a_provider_sees_its_own_offer_only(town: Town) -> None:
    callout = town.call_out()
    town.two_offers(callout)

    page = StrictClient.of(town.cast.provider_b_manager).get(f"/desk/callouts/{callout.pk}/").content.decode()

    assert "三人一车" not in page and "青杠" not in page


def test_giving_up_passes_the_order_on(town: Town) -> None:
    callout = town.call_out()
    town.two_offers(callout)
    town.awarded(callout)

    StrictClient.of(town.cast.provider_a_manager).post(
        f"/desk/callouts/{callout.pk}/give-up/", {"reason": "设备不齐"}
    )

    page = StrictClient.of(town.cast.provider_b_manager).get(f"/desk/callouts/{callout.pk}/").content.decode()
    assert "确认承接" in page


def test_the_wrong_person_is_told_so(town: Town) -> None:
    callout, cast = town.call_out(), town.cast
    here = f"/desk/callouts/{callout.pk}/"
    assert StrictClient.of(cast.stranger).get(here).status_code == 404
    assert StrictClient.of(cast.station_head_wu).get(here).status_code == 404
    assert StrictClient.of(cast.provider_a_worker).post(f"{here}respond/", {}).status_code == 404
    assert (
        StrictClient.of(cast.provider_a_manager).post(f"{here}cancel/", {"reason": "不"}).status_code == 403
    )
    assert StrictClient.of(cast.village_li).get("/desk/callouts/new/").status_code == 403
    assert StrictClient.of(cast.provider_a_manager).post(f"{here}confirm/").status_code == 404


def test_cancelling_says_why_and_the_request_waits_again(town: Town) -> None:
    (wish,) = placed(town)
    callout = town.call_out(requests=[wish])

    StrictClient.of(town.cast.station_zhou).post(
        f"/desk/callouts/{callout.pk}/cancel/", {"reason": "村里改了日子"}
    )

    wish.refresh_from_db()
    assert wish.state == "open"
    assert (
        "村里改了日子"
        in StrictClient.of(town.cast.business_he).get(f"/desk/callouts/{callout.pk}/").content.decode()
    )


def test_the_list_asks_as_often_for_many_as_for_few(town: Town) -> None:
    client, counts = StrictClient.of(town.cast.station_zhou), []
    for more in (2, 7):  # ten in all is what the allotment holds
        for _ in range(more):
            town.call_out()
        client.get("/desk/callouts/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/callouts/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
