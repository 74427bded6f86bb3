"""Changes, data requests and merged files at the desk."""

from __future__ import annotations

from tests.doors.client import StrictClient
from tests.rooms.care.conftest import Ward
from yimi.rooms.people.models import ChangeRequest, Person, PersonCategory, RightsRequest


def test_a_change_is_asked_for_by_one_and_decided_by_another(ward: Ward) -> None:
    person = ward.elder()
    village, station = StrictClient.of(ward.cast.village_li), StrictClient.of(ward.cast.station_zhou)
    address = f"/desk/people/{person.pk}/change/"
    assert village.post(address, {"kind": "set_category", "evidence": "批文"}).status_code == 422
    sent = {"kind": "set_category", "category": "dibao", "valid_from": "2026-11-01", "evidence": "批文 7 号"}
    assert village.post(address, sent).status_code == 302
    asked = ChangeRequest.objects.get()
    assert "登记类别" in station.get("/desk/rights/").content.decode()
    page = station.get(f"/desk/changes/{asked.pk}/decide/").content.decode()
    assert "批文 7 号" in page
    station.post(f"/desk/changes/{asked.pk}/decide/", {"yes": "yes"})
    assert PersonCategory.objects.get().category == "dibao"


def test_who_looked_at_a_childs_file_stands_in_its_report(ward: Ward) -> None:
    child = ward.child()
    client = StrictClient.of(ward.cast.station_zhou)
    asked = client.get(f"/desk/people/{child.pk}/rights/")
    client.post(asked.url, {"purpose": "supervision"})
    page = client.get(f"/desk/people/{child.pk}/rights/", follow=True)
    assert "建立档案" in page.content.decode()
    again = client.get(f"/desk/people/{child.pk}/rights/").content.decode()
    assert "查看敏感档案" in again and "检查、审计" in again
    client.post(
        f"/desk/people/{child.pk}/rights/ask/", {"kind": "access", "given_by": "guardian", "said": "想看"}
    )
    made = RightsRequest.objects.get()
    client.post(f"/desk/rights/{made.pk}/answer/", {"yes": "yes", "reason": "已打印交给祖母"})
    made.refresh_from_db()
    assert (made.state, made.answer) == ("granted", "已打印交给祖母")


def test_two_files_become_one_and_two_again(ward: Ward) -> None:
    one, other = ward.elder(phone="19900001111"), ward.elder(phone="19900001111")
    client = StrictClient.of(ward.cast.station_zhou)
    address = f"/desk/people/{one.pk}/merge/"
    assert "1950年3月8日" in client.get(address).content.decode()
    assert client.post(address, {"into": str(other.pk)}).url == f"/desk/people/{other.pk}/"
    assert "已并档" in client.get(f"/desk/people/{one.pk}/").content.decode()
    said = client.get(f"/desk/people/{one.pk}/unmerge/").content.decode()
    assert "并入了" in said and ward.cast.station_zhou.display_name in said
    assert client.post(f"/desk/people/{one.pk}/unmerge/", {"reason": "是两个人"}).status_code == 302
    assert Person.objects.present().count() == 2
    assert "是两个人" in client.get(f"/desk/people/{one.pk}/rights/").content.decode()
