"""Service cards at the desk: given, printed, replaced; the sheet holds no more than it should."""

from __future__ import annotations

import re
from datetime import date

import cv2
import numpy as np
import pytest
import segno
from django.test import Client

from tests.cast import Cast
from tests.doors.client import StrictClient
from yimi.kernel.audit import AuditEvent
from yimi.rooms.people.actions import add_person, issue_card, set_category
from yimi.rooms.people.carding import in_groups
from yimi.rooms.people.models import Person, ServiceCard
from yimi.rooms.people.queries import card_of


@pytest.fixture
def elder(cast: Cast) -> Person:
    person = add_person(name="王秀英", division=cast.xinhua, birth_date=date(1945, 3, 8), by=cast.village_li)
    set_category(
        person=person, category="dibao", valid_from=date(2026, 1, 1), source="名单", by=cast.station_zhou
    )
    return person


def test_given_printed_lost_replaced(cast: Cast, elder: Person) -> None:
    client = StrictClient.of(cast.village_li)
    page = f"/desk/people/{elder.pk}/"
    assert "还没有卡" in client.get(page).content.decode()
    assert client.post(f"{page}card/").headers["Location"] == f"{page}card/print/"
    first = card_of(elder)
    assert first is not None
    said = client.get(page).content.decode()
    assert in_groups(first.number) in said and first.code not in said
    assert client.get(f"{page}card/withdraw/").status_code == 200
    assert client.post(f"{page}card/withdraw/", {"again": "1"}).status_code == 422
    client.post(f"{page}card/withdraw/", {"reason": "lost", "again": "1"})
    second = card_of(elder)
    assert second is not None and second.pk != first.pk
    client.post(f"{page}card/withdraw/", {"reason": "unwanted", "again": ""})
    assert card_of(elder) is None and client.get(f"{page}card/print/").status_code == 404
    assert "丢了" in client.get(page).content.decode()


def test_the_printed_sheet_says_name_village_phone_and_an_address(cast: Cast, elder: Person) -> None:
    cast.station_lishui.phone = "023-99010101"
    cast.station_lishui.save(update_fields=["phone"])
    card = issue_card(person=elder, by=cast.village_li)
    said = StrictClient.of(cast.station_zhou).get(f"/desk/people/{elder.pk}/card/print/").content.decode()
    sheet = said[said.index("k-sheet") :]
    for word in ("王秀英", "新花村", "023-99010101", in_groups(card.number)):
        assert word in sheet
    for word in ("最低生活保障", "1945", "dibao", card.code):
        assert word not in sheet
    wanted = segno.make(f"http://testserver/card/#{card.code}", error="m", micro=False)
    assert wanted.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None) in sheet
    pixels = np.pad(np.array([list(row) for row in wanted.matrix], np.uint8), 4)
    picture = cv2.resize((1 - pixels) * 255, None, fx=6, fy=6, interpolation=cv2.INTER_NEAREST)
    read, _corners, _straight = cv2.QRCodeDetector().detectAndDecode(picture)
    assert read == f"http://testserver/card/#{card.code}"
    assert AuditEvent.objects.filter(verb="people.viewed", detail__purpose="print").exists()


def test_whoever_finds_one_reads_where_it_belongs_and_nothing_else(db: None) -> None:
    answer = Client().get("/card/")
    assert answer.status_code == 200 and "捡到了" in answer.content.decode() and not answer.cookies


def test_a_village_gives_cards_to_those_who_have_none(cast: Cast, elder: Person) -> None:
    other = add_person(name="李长贵", division=cast.xinhua, birth_date=date(1950, 1, 1), by=cast.village_li)
    far = add_person(name="陈淑琴", division=cast.puhua, birth_date=date(1950, 1, 1), by=cast.village_zhao)
    client = StrictClient.of(cast.village_li)
    page = f"/desk/service-cards/{cast.xinhua.code}/"
    assert page in client.get("/desk/village-cards/").content.decode()
    said = client.get(page).content.decode()
    assert "王秀英" in said and "李长贵" in said and "陈淑琴" not in said
    assert client.post(page, {}).status_code == 422
    answer = client.post(page, {"people": [elder.pk, far.pk, "x"]})
    assert answer.headers["Location"].startswith(f"{page}print/?on=")
    assert [each.person for each in ServiceCard.objects.all()] == [elder]
    sheet = client.get(answer.headers["Location"]).content.decode()
    assert "王秀英" in sheet and "李长贵" not in sheet
    assert len(re.findall('class="k-person"', sheet)) == 1
    assert "没有要打印的卡" in client.get(f"{page}print/?on=2020-01-01").content.decode()
    assert client.get(f"{page}print/?on=never").status_code == 200
    assert other.name in client.get(page).content.decode()


def test_nobody_else_prints(cast: Cast, elder: Person) -> None:
    issue_card(person=elder, by=cast.village_li)
    outside = [
        *((cast.village_zhao, 404), (cast.station_head_wu, 404)),
        *((cast.provider_a_manager, 403), (cast.reviewer_chen, 403), (cast.auditor, 403)),
    ]
    village = f"/desk/service-cards/{cast.xinhua.code}/"
    for user, status in outside:
        client = StrictClient.of(user)
        for where in (f"/desk/people/{elder.pk}/card/print/", village, f"{village}print/"):
            assert client.get(where).status_code == status, (user, where)
        assert client.post(f"/desk/people/{elder.pk}/card/").status_code in (403, 404)
    town = f"/desk/service-cards/{cast.lishui.code}/"
    assert StrictClient.of(cast.village_li).get(town).status_code == 404
