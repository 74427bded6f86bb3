"""Organisations at the desk."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import BY, Cast
from tests.doors.client import StrictClient
from yimi.rooms.network.actions import register_organisation
from yimi.rooms.network.models import FrameworkContract, Organisation


def test_the_list_is_the_countys_and_can_be_narrowed(cast: Cast) -> None:
    client = StrictClient.of(cast.business_he)
    page = client.get("/desk/organisations/?kind=provider").content.decode()
    assert "青杠社工服务中心" in page and "黎水镇社会工作服务站" not in page
    assert "锦官驿" not in client.get("/desk/organisations/").content.decode()
    assert client.get(f"/desk/organisations/{cast.strange_station.pk}/").status_code == 404


def test_the_list_asks_as_much_for_many_as_for_few(cast: Cast) -> None:
    client = StrictClient.of(cast.business_he)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/desk/organisations/?kind=enterprise")
        return len(caught)

    def add(first: int, last: int) -> None:
        for number in range(first, last):
            register_organisation(kind="enterprise", name=f"演示企业{number}", division=cast.county, by=BY)

    add(0, 2)
    asked()  # the first page of a session writes when it was seen
    few = asked()
    add(2, 12)
    assert asked() == few


def test_county_business_registers_corrects_and_signs(cast: Cast) -> None:
    client = StrictClient.of(cast.business_he)
    given = {"kind": "provider", "name": "山茶社工", "division": cast.county.code, "account": "990100009999"}
    answer = client.post("/desk/organisations/new/", given)
    body = Organisation.objects.get(name="山茶社工")
    assert answer.url == f"/desk/organisations/{body.pk}/"
    page = client.get(answer.url).content.decode()
    assert "尾号 9999" in page and "990100009999" not in page
    corrected = {"name": "山茶社工服务中心", "short_name": "山茶", "phone": "023-70000000"}
    assert client.post(f"{answer.url}correct/", corrected).status_code == 302
    body.refresh_from_db()
    assert (body.name, body.account) == ("山茶社工服务中心", "990100009999")
    contract = {
        "purchaser": cast.bureau.pk,
        "number": "演示-1",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "ceiling_fen": "600,000",
    }
    assert client.post(f"{answer.url}contract/", contract).status_code == 302
    assert FrameworkContract.objects.get().ceiling_fen == 60_000_000


def test_a_suspension_carries_its_reason_and_can_be_lifted(cast: Cast) -> None:
    client = StrictClient.of(cast.business_he)
    address = f"/desk/organisations/{cast.provider_a.pk}/"
    assert client.post(f"{address}suspend/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}suspend/", {"reason": "照片作假一次"}).status_code == 302
    page = client.get(address).content.decode()
    assert "暂停接单" in page and "照片作假一次" in page
    assert client.post(f"{address}lift_suspension/", {"reason": "已整改"}).status_code == 302
    assert client.post(f"{address}lift_suspension/", {"reason": "已整改"}).status_code == 409
    assert client.get(f"{address}explode/").status_code == 404


def test_others_read_but_do_not_keep(cast: Cast) -> None:
    client = StrictClient.of(cast.station_head_ma)
    address = f"/desk/organisations/{cast.provider_a.pk}/"
    page = client.get(address).content.decode()
    assert "strike_off" not in page and "尾号" not in page
    for part in ("suspend", "strike_off", "correct", "contract"):
        assert client.post(f"{address}{part}/", {"reason": "试试"}).status_code == 403
    assert client.get("/desk/organisations/new/").status_code == 403
