"""The paper card of a village: its code, a QR that opens the order page filled in, whom to call."""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
import segno
from django.test import Client

from tests.cast import Cast
from tests.doors.client import StrictClient
from yimi.rooms.public.queries import card_of


def test_a_villages_card_shows_its_code_its_station_and_a_picture(cast: Cast) -> None:
    client = StrictClient.of(cast.village_li)
    address = f"/desk/village-cards/{cast.xinhua.code}/"
    assert address in client.get("/desk/village-cards/").content.decode()
    said = client.get(address).content.decode()
    assert card_of(cast.xinhua) in said and f"{address}qr.svg" in said and "打印" in said
    assert 'class="k-cards is-a5"' in said
    assert 'class="k-cards is-a4"' in client.get(f"{address}?paper=a4").content.decode()
    assert "手机打不开" not in said
    assert "手机打不开" in client.get(address, headers={"Host": "127.0.0.1:8000"}).content.decode()


def test_the_picture_opens_the_order_page_with_the_code_filled_in(cast: Cast) -> None:
    shown = StrictClient.of(cast.station_zhou).get(f"/desk/village-cards/{cast.xinhua.code}/qr.svg")
    assert shown.headers["Content-Type"] == "image/svg+xml"
    wanted = f"http://testserver/services/order/?card={card_of(cast.xinhua)}"
    expected, drawn = segno.make(wanted, error="q"), BytesIO()
    expected.save(drawn, kind="svg", scale=8, border=2, xmldecl=False)
    assert shown.content == drawn.getvalue()
    pixels = BytesIO()
    expected.save(pixels, kind="png", scale=6, border=4)
    picture = cv2.imdecode(np.frombuffer(pixels.getvalue(), np.uint8), cv2.IMREAD_GRAYSCALE)
    read, _corners, _straight = cv2.QRCodeDetector().detectAndDecode(picture)
    assert read == wanted
    opened = Client().get(read.removeprefix("http://testserver")).content.decode()
    assert f'value="{card_of(cast.xinhua)}"' in opened


def test_a_town_prints_all_its_villages_and_nobody_elses(cast: Cast) -> None:
    client = StrictClient.of(cast.station_zhou)
    said = client.get(f"/desk/village-cards/{cast.lishui.code}/").content.decode()
    assert card_of(cast.xinhua) in said and card_of(cast.changping) in said
    assert card_of(cast.puhua) not in said
    for code in (cast.zhuoshui.code, cast.puhua.code, cast.county.code, "999999"):
        assert client.get(f"/desk/village-cards/{code}/").status_code == 404
    village = StrictClient.of(cast.village_li)
    assert village.get(f"/desk/village-cards/{cast.lishui.code}/").status_code == 404
    assert village.get(f"/desk/village-cards/{cast.changping.code}/qr.svg").status_code == 404


def test_a_provider_prints_no_cards(cast: Cast) -> None:
    for user in (cast.provider_a_manager, cast.reviewer_chen, cast.auditor):
        client = StrictClient.of(user)
        for address in (
            "/desk/village-cards/",
            f"/desk/village-cards/{cast.xinhua.code}/",
            f"/desk/village-cards/{cast.xinhua.code}/qr.svg",
        ):
            assert client.get(address).status_code == 403
