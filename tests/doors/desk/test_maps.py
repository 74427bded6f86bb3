"""The maps: counts of one's area, single households to those alone who answer for them, no colour and no illness anywhere."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cast import BY
from tests.doors.client import StrictClient
from tests.rooms.care.conftest import Ward
from yimi.doors.desk import maps
from yimi.kernel.geo import Point
from yimi.rooms.people.actions import add_household, locate_household
from yimi.rooms.people.models import Household
from yimi.rooms.places.actions import set_point
from yimi.rooms.places.models import Division

HERE = Point(108.77, 29.53)


def layer(client: StrictClient, kind: str, **asked: str) -> list[dict[str, Any]]:
    answer = client.get(f"/desk/maps/{kind}.geojson", asked)
    assert answer.status_code == 200
    return list(json.loads(answer.content)["features"])


def home(ward: Ward) -> Household:
    people = [ward.elder("王秀英"), ward.patient()]
    made = add_household(
        division=ward.cast.xinhua, head=people[0], members=people, address="三组 12 号", by=BY
    )
    return locate_household(household=made, point=HERE, by=ward.cast.village_li)


def test_a_household_is_a_point_for_those_who_answer_and_a_count_for_the_county(ward: Ward) -> None:
    home(ward)
    village = ward.cast.xinhua.code
    for user in (ward.cast.village_li, ward.cast.station_zhou):
        [spot] = layer(StrictClient.of(user), "people", area=village)
        assert spot["properties"]["name"] == "王秀英" and spot["geometry"]["coordinates"] == [108.77, 29.53]
    [spot] = [
        each for each in layer(StrictClient.of(ward.cast.leader_tang), "people", area=village)
        if each["properties"]["count"]
    ]  # fmt: skip
    assert spot["properties"]["name"] == "新花村" and spot["properties"]["said"] == "少于 3 人"
    assert "王秀英" not in json.dumps(
        layer(StrictClient.of(ward.cast.leader_tang), "people"), ensure_ascii=False
    )


def test_no_layer_knows_a_colour_or_an_illness(ward: Ward) -> None:
    home(ward)
    ward.coloured(ward.elder("张德贵"))
    client = StrictClient.of(ward.cast.station_zhou)
    for kind in ("community", "people", "resources"):
        for asked in ({}, {"area": ward.cast.xinhua.code}, {"only": "smd_patient"}):
            said = json.dumps(layer(client, kind, **asked), ensure_ascii=False)
            page = client.get("/desk/maps/", {"map": kind, **asked}).content.decode()
            assert not any(word in said for word in ("blue", "green", "yellow", "smd", "蓝色"))
            assert 'value="smd_patient"' not in page and "c-colour" not in page
    # narrowed by what it does not offer, a map shows the same as not narrowed
    assert layer(client, "people", only="smd_patient") == layer(client, "people")


def test_a_foreign_town_is_not_on_the_map(ward: Ward) -> None:
    home(ward)
    for user in (ward.cast.station_head_wu, ward.cast.village_zhao):
        client = StrictClient.of(user)
        for asked in ({}, {"area": ward.cast.xinhua.code}, {"area": ward.cast.lishui.code}):
            said = json.dumps(
                [layer(client, kind, **asked) for kind in ("community", "people")], ensure_ascii=False
            )
            assert "王秀英" not in said and "新花村" not in said
    assert StrictClient.of(ward.cast.provider_a_manager).get("/desk/maps/people.geojson").status_code == 403


def test_a_village_is_given_its_point_by_hand(ward: Ward) -> None:
    client = StrictClient.of(ward.cast.station_zhou)
    page = client.get("/desk/maps/").content.decode()
    address = f"/desk/maps/places/{ward.cast.xinhua.code}/point/"
    assert address in page and "标位置" in page
    client.post(address, {"system": "wgs84", "longitude": "108.77", "latitude": "29.53"})
    assert Division.objects.get(pk=ward.cast.xinhua.code).point == HERE
    assert StrictClient.of(ward.cast.station_head_wu).get(address).status_code == 404


def test_a_household_is_located_by_its_keepers_only(ward: Ward) -> None:
    made = home(ward)
    sent = {"system": "wgs84", "longitude": "108.8", "latitude": "29.5"}
    address = f"/desk/households/{made.pk}/point/"
    assert StrictClient.of(ward.cast.station_head_wu).post(address, sent).status_code == 404
    assert StrictClient.of(ward.cast.village_li).post(address, sent).status_code == 302
    made.refresh_from_db()
    assert made.point == Point(108.8, 29.5) and made.coordinate_source == "wgs84"


def test_sites_are_narrowed_to_what_they_are_for(ward: Ward) -> None:
    set_point(place=ward.cast.hall, point=HERE, by=BY)
    client = StrictClient.of(ward.cast.station_zhou)
    [spot] = [
        each
        for each in layer(client, "resources")
        if each["properties"]["key"] == f"site-{ward.cast.hall.pk}"
    ]
    assert spot["geometry"]["coordinates"] == [108.77, 29.53]
    assert layer(client, "resources", only="welfare_lottery") == []


def test_a_list_of_many_homes_is_read_page_by_page_and_the_drawing_has_them_all(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "LISTED", 2)
    for name in ("王大", "李大", "赵大"):
        person = ward.elder(name)
        made = add_household(division=ward.cast.xinhua, head=person, members=[person], by=BY)
        locate_household(household=made, point=HERE, by=ward.cast.village_li)
    client, asked = StrictClient.of(ward.cast.station_zhou), {"map": "people", "area": ward.cast.xinhua.code}
    first = client.get("/desk/maps/", asked).content.decode()
    assert "王大" in first and "李大" in first and "赵大" not in first
    assert "3 处，3 处标了位置。" in first and "第 1–2 处" in first and "from=2" in first
    second = client.get("/desk/maps/", {**asked, "from": "2"}).content.decode()
    assert "赵大" in second and "李大" not in second and "from=" not in second.split("m-list")[1]
    assert len(layer(client, "people", area=ward.cast.xinhua.code)) == 3
