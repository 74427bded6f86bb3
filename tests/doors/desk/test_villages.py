"""A village's own page: numbers clear, nobody missed, and nothing of it for whoever does not serve there."""

from __future__ import annotations

from datetime import date, timedelta

from tests.cast import BY
from tests.doors.client import StrictClient
from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel import clock
from yimi.rooms.care import actions as care
from yimi.rooms.network.models import VillagePost
from yimi.rooms.people.actions import add_household, set_category, start_round
from yimi.rooms.places.actions import add_hamlet
from yimi.rooms.places.models import Division


def address(ward: Ward) -> str:
    return f"/desk/villages/{ward.cast.xinhua.code}/"


def number_after(page: str, label: str) -> str:
    """The figure that stands under a label of the facts."""
    rest = page.split(f"<dt>{label}</dt>")[1].split("</dd>")[0]
    return "".join(each for each in rest.split(">")[-1] if each.isdigit()) or "".join(
        each for each in rest.split("</a>")[0].split(">")[-1] if each.isdigit()
    )


def filled(ward: Ward) -> None:
    """Two households, a child, an elder nobody put into a household, a group with somebody in it."""
    group = add_hamlet(village=ward.cast.xinhua, name="一组", by=BY)
    head, child = ward.elder("王大山"), ward.child("王小满")
    add_household(division=ward.cast.xinhua, head=head, members=[head, child], by=BY)
    below = ward.elder("李桂英", division=group)
    add_household(division=group, head=below, members=[below], by=BY)
    alone = ward.elder("赵谷")
    set_category(
        person=alone, category="dibao", valid_from=date(2026, 1, 1), source="村里报", by=ward.cast.village_li
    )
    ward.elder("蒲花人", division=ward.cast.puhua)


def test_the_numbers_are_those_of_this_village_and_its_groups(ward: Ward) -> None:
    filled(ward)
    page = StrictClient.of(ward.cast.village_li).get(address(ward)).content.decode()
    said = {
        label: number_after(page, label)
        for label in ("户", "在册群众", "其中未成年人", "其中 60 岁以上", "没有编户的人")
    }
    assert said == {
        "户": "2",
        "在册群众": "4",
        "其中未成年人": "1",
        "其中 60 岁以上": "3",
        "没有编户的人": "1",
    }
    assert "赵谷" in page and "最低生活保障" in page and "待确认 1" in page
    assert "1 户 1 人" in page and "一组" in page and "蒲花人" not in page
    assert "李桂英" not in page  # nobody but those missed is named
    group = Division.objects.get(name="一组", parent=ward.cast.xinhua)
    below = StrictClient.of(ward.cast.village_li).get(f"/desk/villages/{group.pk}/").content.decode()
    assert number_after(below, "户") == "1" and "新花村" in below


def test_colours_alerts_and_overdue_visits_are_for_those_responsible_alone(ward: Ward) -> None:
    filled(ward)
    person = ward.elder("王秀英")
    ward.coloured(person, "L1", "F3")
    care.raise_alert(person=person, rule="AL04", text="收入少了三成", by=ward.cast.station_zhou)
    with clock.frozen(MONDAY + timedelta(days=16)):
        inside = StrictClient.of(ward.cast.station_zhou).get(address(ward)).content.decode()
        village = StrictClient.of(ward.cast.village_li).get(address(ward)).content.decode()
    assert (number_after(inside, "走访逾期"), number_after(inside, "没办结的预警")) == ("1", "1")
    assert "按四色" in inside and "王*英" in inside
    assert not any(word in village for word in ("走访逾期", "按四色", "没办结的预警", "王*英"))


def test_whom_the_survey_has_not_reached_is_named(ward: Ward) -> None:
    filled(ward)
    start_round(
        division=ward.cast.lishui, title="秋季入户", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30),
        by=ward.cast.station_head_ma,
    )  # fmt: skip
    page = StrictClient.of(ward.cast.station_head_ma).get(address(ward)).content.decode()
    assert number_after(page, "入户调查走到") == "0" and "秋季入户" in page
    assert all(name in page for name in ("王大山", "李桂英", "赵谷"))


def test_child_directors_and_love_mothers_are_named_and_ended(ward: Ward) -> None:
    client = StrictClient.of(ward.cast.village_li)
    given = {
        "post": "love_mother",
        "division": ward.cast.xinhua.code,
        "name": "田小荷",
        "phone": "13900000000",
    }
    assert client.post(f"{address(ward)}posts/", given).status_code == 302
    made = VillagePost.objects.get()
    assert "爱心妈妈 · 田小荷" in client.get(address(ward)).content.decode()
    assert (
        StrictClient.of(ward.cast.village_zhao).post(f"/desk/village-posts/{made.pk}/end/").status_code == 404
    )
    assert (
        StrictClient.of(ward.cast.reviewer_chen).post(f"/desk/village-posts/{made.pk}/end/").status_code
        == 403
    )
    assert client.post(f"/desk/village-posts/{made.pk}/end/").status_code == 302
    assert "田小荷" not in client.get(address(ward)).content.decode()
    made.refresh_from_db()
    assert made.ended_at is not None and made.ended_by


def test_a_place_of_elsewhere_is_not_found_and_leads_nowhere(ward: Ward) -> None:
    filled(ward)
    cast = ward.cast
    for user in (
        cast.village_zhao,
        cast.station_head_wu,
        cast.provider_a_manager,
        cast.stranger,
        cast.finance_qian,
    ):
        client = StrictClient.of(user)
        assert client.get(address(ward)).status_code == 404
        assert client.post(f"{address(ward)}posts/", {"post": "love_mother", "name": "x"}).status_code in (
            403,
            404,
        )
    assert StrictClient.of(cast.village_li).get(f"/desk/villages/{cast.lishui.code}/").status_code == 404
    listed = StrictClient.of(cast.station_head_ma).get("/desk/villages/").content.decode()
    assert cast.xinhua.code in listed and cast.puhua.code not in listed
    person = ward.elder("王秀英")
    shown = StrictClient.of(cast.station_zhou).get(f"/desk/people/{person.pk}/").content.decode()
    assert f'href="{address(ward)}"' in shown
