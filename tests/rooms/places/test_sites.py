from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction

from tests.cast import BY, Cast, build_cast
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.geo import Point, distance_m, wgs84_to_gcj02
from yimi.kernel.reach import Reach
from yimi.rooms.network.queries import reach
from yimi.rooms.places.actions import (
    add_site,
    change_site,
    close_site,
    import_points,
    reopen_site,
    set_equipment,
    set_point,
)
from yimi.rooms.places.models import Division, Equipment, Site
from yimi.rooms.places.states import SiteFunction

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return build_cast()


def test_a_station_opens_a_site_in_its_town(cast: Cast) -> None:
    zhou = cast.station_zhou
    site = add_site(
        name="长坪助浴点",
        division=cast.changping,
        functions=["volunteering", "social_work", "social_work"],
        point=Point(108.78, 29.54),
        by=zhou,
        reach=reach(zhou),
    )
    assert (site.county, site.functions, site.radius_m) == ("500114", ["social_work", "volunteering"], 500)
    assert (site.point, site.coordinate_source) == (Point(108.78, 29.54), "map")


def test_sites_are_kept_by_the_towns_station_business_and_system_administrator(cast: Cast) -> None:
    keepers = []
    for user in cast.everybody:
        try:
            change_site(site=cast.hall, address="村口", by=user, reach=reach(user))
            keepers.append(user.username)
        except NotYours:
            continue
    assert keepers == ["station_zhou", "station_head_ma", "business_he", "sysadmin"]


def test_six_functions_and_no_seventh(cast: Cast) -> None:
    assert len(SiteFunction) == 6
    with pytest.raises(Refusal, match="没有这项场地功能：casino"):
        add_site(name="某处", division=cast.xinhua, functions=["casino"], by=BY)
    with pytest.raises(IntegrityError, match="places_site_functions_are_known"), transaction.atomic():
        Site.objects.filter(pk=cast.hall.pk).update(functions=["casino"])


def test_a_site_has_a_sensible_radius_and_a_name_of_its_own(cast: Cast) -> None:
    with pytest.raises(Refusal, match="20 米到 5000 米"):
        change_site(site=cast.hall, radius_m=50_000, by=BY)
    with pytest.raises(Refusal, match="同名的场地"):
        add_site(name=cast.hall.name, division=cast.xinhua, by=BY)
    with pytest.raises(Refusal, match="请填写名称"):
        add_site(name=" ", division=cast.xinhua, by=BY)


def test_a_closed_site_stays_and_opens_again(cast: Cast) -> None:
    close_site(site=cast.hall, by=BY)
    assert (list(Site.objects.open()), cast.hall.closed_by) == ([], "system:cast")
    with pytest.raises(Stale):
        close_site(site=cast.hall, by=BY)
    reopen_site(site=cast.hall, by=BY)
    assert list(Site.objects.open()) == [cast.hall]


def test_equipment_is_counted_and_zero_takes_it_off(cast: Cast) -> None:
    set_equipment(site=cast.hall, name="轮椅", count=2, by=BY)
    set_equipment(site=cast.hall, name="轮椅", count=3, by=BY)
    set_equipment(site=cast.hall, name="洗浴床", count=1, by=BY)
    set_equipment(site=cast.hall, name="洗浴床", count=0, by=BY)
    assert list(Equipment.objects.values_list("name", "count")) == [("轮椅", 3)]


def test_sites_are_seen_in_their_own_county(cast: Cast) -> None:
    assert list(Site.objects.visible_to(reach(cast.village_li))) == [cast.hall]
    assert list(Site.objects.visible_to(reach(cast.stranger))) == []
    assert list(Site.objects.visible_to(Reach.nothing())) == []


def test_a_point_of_a_chinese_map_is_stored_as_wgs84(cast: Cast) -> None:
    true = Point(108.77, 29.53)
    set_point(place=cast.xinhua, point=wgs84_to_gcj02(true), system="gcj02", accuracy_m=20, by=BY)
    stored = Division.objects.get(code=cast.xinhua.code)
    assert stored.point is not None
    assert distance_m(stored.point, true) < 0.01
    assert (stored.coordinate_source, stored.accuracy_m) == ("gcj02", 20)


def test_points_come_by_csv_and_every_wrong_row_says_why(cast: Cast) -> None:
    sheet = (
        "代码,经度,纬度,精度\n"
        "500114109203,108.77,29.53,30\n"
        "500114109999,108.77,29.53,\n"
        "5001141092,108.77,29.53,\n"
        "500114109204,508.77,29.53,\n"
        "\n"
        "500114109203,108.70,29.50,\n"
        "500114112003,nan,29.53,\n"
        "500114112209,108.79\n"
    )
    result = import_points(content=sheet.encode("utf-8-sig"), by=BY)
    assert result.taken == 1
    assert [(each.row, each.message) for each in result.refused] == [
        (3, "第 3 行：没有代码为 500114109999 的地方。"),
        (4, "第 4 行：代码应为 12 位数字，自然村为 15 位。"),
        (5, "第 5 行：经度应在 −180 到 180 之间，纬度在 −90 到 90 之间。"),
        (7, "第 7 行：与第 2 行是同一个代码。"),
        (8, "第 8 行：经度应在 −180 到 180 之间，纬度在 −90 到 90 之间。"),
        (9, "第 9 行：经度应在 −180 到 180 之间，纬度在 −90 到 90 之间。"),
    ]
    placed = Division.objects.exclude(longitude=None)
    assert [(each.code, each.point, each.accuracy_m) for each in placed] == [
        ("500114109203", Point(108.77, 29.53), 30)
    ]


def test_points_come_by_geojson_too(cast: Cast) -> None:
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": {"type": kind, "coordinates": at}}
        for code, kind, at in [
            ("500114109203", "Point", [108.77, 29.53, 600]),
            ("500114109204", "LineString", [[1, 2], [3, 4]]),
            ("500114112003", "Point", ["east", "north"]),
        ]
    ]
    content = json.dumps({"type": "FeatureCollection", "features": [*features, None, 5]}).encode()
    result = import_points(content=content, by=BY)
    assert (result.taken, [each.row for each in result.refused]) == (1, [2, 3, 4, 5])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "第 1 行缺少列：code、longitude、latitude"),
        (b"name,code\n", "缺少列：longitude、latitude"),
        ("代码,经度,纬度\n".encode("gbk"), "不是 UTF-8"),
        (b"\x00\x01", "文件不是文本"),
        (b'{"features": 5}', "不是有效的 GeoJSON"),
        (b"{" * 50_000, "不是有效的 GeoJSON"),
        (b'{"a":' * 50_000, "不是有效的 GeoJSON"),
        (b"code,longitude,latitude\n" + b"x" * 200_000, "不是有效的 CSV"),
        (b"x" * (20 * 1024 * 1024 + 1), "超过 20 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(content: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        import_points(content=content, by=BY)


def test_a_station_places_only_what_is_in_its_town(cast: Cast) -> None:
    sheet = b"code,longitude,latitude\n500114109203,108.77,29.53\n500114112003,108.70,29.30\n"
    result = import_points(content=sheet, by=cast.station_zhou, reach=reach(cast.station_zhou))
    assert (result.taken, [each.message for each in result.refused]) == (
        1,
        ["第 3 行：500114112003 不在你的管理范围内。"],
    )
