from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import BY, Cast
from tests.doors.client import StrictClient
from yimi.kernel import clock
from yimi.rooms.projects.models import Request
from yimi.rooms.public import actions
from yimi.rooms.public.queries import card_of


@pytest.fixture
def published(county: Cast) -> Cast:
    actions.publish_service_list(county="500114", by=BY)
    return county


def order(cast: Cast, **changes: object) -> dict[str, object]:
    start = clock.today() + timedelta(days=7)
    plain = {
        "card": card_of(cast.xinhua),
        "item": "B03",
        "wished_from": start.isoformat(),
        "wished_to": (start + timedelta(days=10)).isoformat(),
        "name": "张小三",
        "reason": "三位老人，住得近。",
    }
    return plain | changes


def test_the_list_shows_six_categories_and_thirty_one_items(published: Cast) -> None:
    page = StrictClient().get("/services/")
    categories = page.context["categories"]
    assert [len(items) for _name, items in categories] == [6, 7, 6, 5, 4, 3]
    assert "助浴" in page.content.decode()


def test_a_resident_orders_with_the_code_of_the_village_card(published: Cast) -> None:
    answer = StrictClient().post("/services/order/", order(published))
    assert answer.headers["Location"] == "/services/order/done/"
    made = Request.objects.get()
    assert (made.division_id, made.channel, made.service_item_id) == (published.xinhua.pk, "code", "B03")
    assert made.requested_by_name == "张*三"


def test_the_code_may_be_typed_as_one_types(published: Cast) -> None:
    card = card_of(published.xinhua).replace("-", "　")
    assert StrictClient().post("/services/order/", order(published, card=f" {card} ")).status_code == 302


@pytest.mark.parametrize("card", ["109203-0000", "1", "abc", "999999-1234", "²²²²²²²²²²"])
def test_a_wrong_code_is_refused_beside_its_field_and_nothing_typed_is_lost(
    published: Cast, card: str
) -> None:
    right = card_of(published.xinhua)
    answer = StrictClient().post(
        "/services/order/", order(published, card=card if card != right else "109203-0001")
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'id="id_card-error"' in html and "三位老人" in html
    assert not Request.objects.exists()


def test_the_sixth_order_in_an_hour_is_asked_to_wait(published: Cast) -> None:
    for _each in range(5):
        assert StrictClient().post("/services/order/", order(published)).status_code == 302
    sixth = StrictClient().post("/services/order/", order(published))
    assert sixth.status_code == 422
    assert "请过一小时再写" in sixth.content.decode()


def test_dates_in_the_wrong_order_are_refused(published: Cast) -> None:
    backwards = order(published, wished_to=clock.today().isoformat())
    assert StrictClient().post("/services/order/", backwards).status_code == 422
