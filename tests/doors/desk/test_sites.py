"""Sites, their points and equipment, natural villages, points from a file."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Cast
from tests.doors.client import StrictClient
from yimi.rooms.places.models import Division, Site


def test_a_station_opens_a_site_and_marks_where_it_is(cast: Cast) -> None:
    client = StrictClient.of(cast.station_zhou)
    given = {"name": "助浴点", "division": cast.xinhua.code, "functions": ["elder_care"]}
    address = client.post("/desk/sites/new/", given).url
    site = Site.objects.get(name="助浴点")
    assert "还没有位置" in client.get(address).content.decode() and site.radius_m == 500
    point = {"system": "gcj02", "longitude": "108.7702", "latitude": "29.5334"}
    assert client.post(f"{address}point/", point).status_code == 302
    site.refresh_from_db()
    assert site.coordinate_source == "gcj02" and abs((site.longitude or 0) - 108.7702) > 0.001
    assert client.post(f"{address}equipment/", {"name": "轮椅", "count": "2"}).status_code == 302
    assert "轮椅" in client.get(address).content.decode()


def test_a_site_is_closed_and_opened_again(cast: Cast) -> None:
    client, address = StrictClient.of(cast.station_zhou), f"/desk/sites/{cast.hall.pk}/"
    client.post(f"{address}close/")
    cast.hall.refresh_from_db()
    assert cast.hall.closed_by == "station_zhou"
    assert "已经停用" in client.post(f"{address}close/", follow=True).content.decode()
    client.post(f"{address}close/", {"open": "1"})
    cast.hall.refresh_from_db()
    assert cast.hall.state == "open"


def test_the_list_is_narrowed_by_place(cast: Cast) -> None:
    client = StrictClient.of(cast.business_he)
    assert "村民活动室" in client.get(f"/desk/sites/?place={cast.lishui.code}").content.decode()
    assert "没有这样的场地" in client.get(f"/desk/sites/?place={cast.zhuoshui.code}").content.decode()


def test_another_station_and_a_village_do_not_keep_it(cast: Cast) -> None:
    address = f"/desk/sites/{cast.hall.pk}/"
    other = StrictClient.of(cast.station_head_wu)
    assert "停用这个场地" not in other.get(address).content.decode()
    assert other.post(f"{address}close/").status_code == 403
    village = StrictClient.of(cast.village_li)
    assert village.get(f"{address}change/").status_code == 403
    assert StrictClient.of(cast.stranger).get(address).status_code == 404


def test_a_natural_village_is_added_under_its_village(cast: Cast) -> None:
    client = StrictClient.of(cast.station_zhou)
    answer = client.post("/desk/sites/hamlets/", {"village": cast.xinhua.code, "name": "青杠湾"})
    assert "青杠湾" in answer.content.decode()
    assert Division.objects.get(name="青杠湾").code == f"{cast.xinhua.code}001"
    again = client.post("/desk/sites/hamlets/", {"village": cast.xinhua.code, "name": "青杠湾"})
    assert again.status_code == 422 and "已经有自然村" in again.content.decode()


def test_points_come_from_a_file_and_wrong_rows_say_why(cast: Cast) -> None:
    text = f"code,longitude,latitude\n{cast.xinhua.code},108.77,29.53\n{cast.puhua.code},108.7,29.4\nx,1,1\n"
    answer = StrictClient.of(cast.station_zhou).post(
        "/desk/sites/points/", {"file": SimpleUploadedFile("点.csv", text.encode())}
    )
    said = answer.content.decode()
    assert "标出 1 处，2 行没有导入" in said and "不在你的管理范围内" in said and "第 4 行" in said
