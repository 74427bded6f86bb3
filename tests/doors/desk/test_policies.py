"""Policies at the desk: written, released, found on a person's page and followed."""

from __future__ import annotations

from datetime import date

from tests.doors.client import StrictClient
from tests.rooms.care.conftest import Ward
from yimi.rooms.care.models import Policy, PolicyMatch

SENT = {
    "title": "高龄津贴", "who": "八十岁以上老人", "what": "每月 100 元", "documents": "身份证", "where": "村便民服务点",
    "age_from": "80",
}  # fmt: skip


def test_a_policy_goes_from_its_draft_to_somebody_helped(ward: Ward) -> None:
    person = ward.elder(born=date(1940, 1, 1))
    office, worker = StrictClient.of(ward.cast.business_he), StrictClient.of(ward.cast.station_zhou)
    made = office.post("/desk/policies/new/", SENT)
    assert "80 岁以上" in office.get(made.url).content.decode()
    policy = Policy.objects.get()
    office.post(f"{made.url}release/")
    assert "可能符合的政策" in worker.get(f"/desk/people/{person.pk}/").content.decode()
    listed = worker.get(f"{made.url}?q=王").content.decode()
    assert "王秀英" in listed and "王秀英" not in worker.get(f"{made.url}?q=李").content.decode()
    address = f"/desk/people/{person.pk}/policies/{policy.pk}/"
    assert "身份证" in worker.get(address).content.decode()
    assert worker.post(address, {"to": "helped"}).status_code == 302
    match = PolicyMatch.objects.get()
    assert (match.state, match.told_by) == ("helped", "周晓岚")
    assert worker.post(address, {"to": "told"}).status_code == 422
    assert "高龄津贴" in worker.get("/desk/policies/").content.decode()


def test_conditions_that_ask_nothing_are_said_beside_the_form(ward: Ward) -> None:
    sent = SENT | {"age_from": ""}
    answer = StrictClient.of(ward.cast.business_he).post("/desk/policies/new/", sent)
    assert answer.status_code == 422 and "至少写一个条件" in answer.content.decode()


def test_the_village_meets_no_policies(ward: Ward) -> None:
    assert StrictClient.of(ward.cast.village_li).get("/desk/policies/").status_code == 403
