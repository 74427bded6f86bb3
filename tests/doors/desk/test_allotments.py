"""The budget tree: the county sets it up, a station reads what is left."""

from __future__ import annotations

from tests.doors.client import StrictClient
from tests.rooms.projects.conftest import Town
from yimi.rooms.projects.models import Allotment, FundSource, Programme


def test_business_sets_up_fund_programme_and_allotment(town: Town) -> None:
    client = StrictClient.of(town.cast.business_he)
    client.post(
        "/desk/allotments/funds/new/", {"name": "区级资金", "purpose": "微项目", "amount_fen": "10,000"}
    )
    fund = FundSource.objects.get(name="区级资金")
    given = {"fund_source": fund.pk, "name": "冬季项目", "year": 2026, "ceiling_fen": "8000"}
    client.post("/desk/allotments/programmes/new/", given)
    programme = Programme.objects.get(name="冬季项目")
    row = {
        "programme": programme.pk,
        "micro_type": "MP14",
        "town": town.cast.zhuoshui.code,
        "quarter": "2026Q4",
        "ceiling_fen": "9000",
    }

    over = client.post("/desk/allotments/new/", row)
    assert over.status_code == 422 and "不够" in over.content.decode()
    client.post("/desk/allotments/new/", row | {"ceiling_fen": "6000"})

    assert Allotment.objects.get(programme=programme).ceiling_fen == 600_000
    page = client.get("/desk/allotments/?quarter=2026Q4").content.decode()
    assert "冬季项目" in page and "6,000.00" in page


def test_a_ceiling_never_falls_below_what_is_ordered(town: Town) -> None:
    callout = town.call_out()
    client = StrictClient.of(town.cast.business_he)
    answer = client.post(
        f"/desk/allotments/{callout.allotment_id}/change/", {"ceiling_fen": "1", "reason": "压减"}
    )

    assert answer.status_code == 422 and "额度不能低于" in answer.content.decode()


def test_a_station_reads_its_own_and_changes_nothing(town: Town) -> None:
    page = StrictClient.of(town.cast.station_zhou).get("/desk/allotments/").content.decode()
    assert "黎水镇" in page and "区级福彩公益金" not in page and "调整" not in page
    assert (
        "黎水镇" not in StrictClient.of(town.cast.station_head_wu).get("/desk/allotments/").content.decode()
    )
    for path in ("funds/new/", "programmes/new/", "new/", f"{town.bathing.pk}/change/"):
        assert StrictClient.of(town.cast.station_zhou).get(f"/desk/allotments/{path}").status_code == 403
    assert StrictClient.of(town.cast.provider_a_manager).get("/desk/allotments/").status_code == 403
