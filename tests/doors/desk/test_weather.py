"""Weather warnings at the desk: the county enters, everybody who meets people sees, windows follow."""

from __future__ import annotations

from tests.doors.client import StrictClient
from tests.rooms.care.conftest import Ward
from yimi.rooms.care import actions
from yimi.rooms.care.models import WeatherNotice, Window


def test_the_county_enters_and_lifts_and_the_station_sees_whom_to_ask(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, "L1", "F3")
    county, station = StrictClient.of(ward.cast.business_he), StrictClient.of(ward.cast.station_zhou)
    sent = {"kind": "rain", "level": "orange", "starts_on": "2026-11-03", "ends_on": "2026-11-05",
            "towns": [ward.cast.lishui.pk], "said": "看看屋后的坡"}  # fmt: skip
    assert county.post("/desk/weather/new/", sent | {"towns": []}).status_code == 422
    assert county.post("/desk/weather/new/", sent).url == "/desk/weather/"
    said = station.get("/desk/weather/").content.decode()
    assert "暴雨橙色预警" in said and "看看屋后的坡" in said and "要问 1 人，还有 1 人没问到" in said
    assert "登记天气预警" not in said
    notice = WeatherNotice.objects.get()
    assert station.post(f"/desk/weather/{notice.pk}/lift/").status_code == 403
    assert county.post(f"/desk/weather/{notice.pk}/lift/").status_code == 302
    assert Window.objects.get(weather=notice).state == "dropped"


def test_a_window_says_why_it_is_there(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, "L2")
    actions.raise_alert(person=person, rule="AL10", text="昨天出院", by=ward.cast.village_li)
    station = StrictClient.of(ward.cast.station_zhou)
    for where in ("/desk/visits/", f"/desk/people/{person.pk}/"):
        assert "家里有变故：出院" in station.get(where).content.decode()
