"""Capacity stands beside what would promise more (D6): before a colour is confirmed, before a sheet is released."""

from __future__ import annotations

from tests.doors.client import StrictClient
from tests.rooms.care.conftest import Ward
from yimi.rooms.care.models import Assessment
from yimi.rooms.care.queries import capacity
from yimi.rooms.network.queries import reach


def test_a_proposal_says_what_the_town_is_promised_now_and_then(ward: Ward) -> None:
    ward.coloured(ward.elder("李大"), "L2")  # green: four a year
    ward.assessed(ward.elder(), "L1", "F3")  # would be yellow: 24 a year
    found = Assessment.objects.get(state="proposed")
    client = StrictClient.of(ward.cast.station_zhou)
    page = client.get(f"/desk/assessments/{found.pk}/").content.decode()
    assert "黎水镇现在每月要走 1 次" in page and "改了以后是 3 次（上门 2 次）" in page
    client.post(f"/desk/assessments/{found.pk}/confirm/")
    assert "走得过来吗" not in client.get(f"/desk/assessments/{found.pk}/").content.decode()


def test_the_board_counts_towns_and_their_people(ward: Ward) -> None:
    ward.coloured(ward.elder(), passed=["X1"])
    (town,) = capacity.by_town(reach(ward.cast.station_head_ma))
    assert (town.name, town.promise.contacts, town.promise.at_home) == ("黎水镇", 52, 52)
    assert (town.station, town.village, town.can) == (2, 1, 180) and town.share == 3
    assert capacity.by_town(reach(ward.cast.station_head_wu)) == []
    assert "走得过来吗" in StrictClient.of(ward.cast.station_head_ma).get("/desk/care/").content.decode()
    assert not capacity.by_town(reach(ward.cast.stranger))
