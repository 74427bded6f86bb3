from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from tests.cast import Cast
from yimi.kernel.action import System
from yimi.kernel.errors import NotYours, Refusal
from yimi.kernel.reach import Reach
from yimi.rooms.catalogue import queries
from yimi.rooms.catalogue.actions import load_catalogue, set_price
from yimi.rooms.catalogue.models import ItemType, MicroType, ServiceItem, TypePrice, TypeSpec

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


def test_18_types_and_31_items_in_6_categories_are_loaded_and_a_second_load_adds_nothing() -> None:
    assert load_catalogue(by=System("tests")) == 18 + 31
    counts = [model.objects.count() for model in (MicroType, ServiceItem, TypePrice, TypeSpec, ItemType)]
    assert load_catalogue(by=System("tests")) == 0
    assert counts == [
        model.objects.count() for model in (MicroType, ServiceItem, TypePrice, TypeSpec, ItemType)
    ]
    assert counts[:4] == [18, 31, 18, 18]
    assert ServiceItem.objects.values("category_name").distinct().count() == 6
    assert not ServiceItem.objects.filter(name_en="").exists()


def test_a_second_load_leaves_a_price_of_the_county_alone(cast: Cast, catalogue: None) -> None:
    mp01 = MicroType.objects.get(pk="MP01")
    day = date(2099, 1, 1)
    set_price(
        micro_type=mp01, price_fen=45_000, effective_from=day, source="区发〔2098〕1号", by=cast.business_he
    )
    load_catalogue(by=cast.business_he)
    assert queries.price_on("MP01", day) == 45_000
    assert queries.price_on("MP01", DAY) == 30_000


def test_a_station_cannot_load_the_catalogue(cast: Cast) -> None:
    with pytest.raises(NotYours, match="区县业务科室"):
        load_catalogue(by=cast.station_head_ma)


def test_the_price_and_the_requirements_are_the_newest_in_effect_on_the_day(catalogue: None) -> None:
    assert queries.price_on("MP05", DAY) == 50_000
    assert queries.spec_on("MP05", DAY).version == 1
    assert queries.prices_on(DAY)["MP13"] == 45_000
    assert set(queries.specs_on(DAY, ["MP01", "MP05"])) == {"MP01", "MP05"}


def test_before_the_first_price_the_answer_is_a_sentence(catalogue: None) -> None:
    with pytest.raises(Refusal, match="还没有单价"):
        queries.price_on("MP05", date(2022, 6, 30))
    with pytest.raises(Refusal, match="还没有验收要求"):
        queries.spec_on("MP99", DAY)


def test_bathing_is_met_by_mp05_and_a_welfare_visit_by_no_type_but_the_station(catalogue: None) -> None:
    assert [each.code for each in queries.types_for("B03")] == ["MP05"]
    assert [each.code for each in queries.types_for("A02")] == ["MP07", "MP03"]
    assert queries.types_for("B01") == []


def test_every_type_can_be_asked_for_through_some_item(catalogue: None) -> None:
    assert MicroType.objects.filter(links=None).count() == 0


def test_the_service_list_costs_two_queries_whatever_its_length(
    catalogue: None, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        listed = [
            (item.code, [link.type.code for link in item.links.all()]) for item in queries.service_list()
        ]
    assert listed[0] == ("A01", ["MP01"])
    assert len(listed) == 31


def test_everybody_reads_the_catalogue_signed_in_or_not(catalogue: None) -> None:
    assert ServiceItem.objects.visible_to(Reach.nothing()).count() == 31


def test_requirements_are_described_in_sentences(catalogue: None) -> None:
    with translation.override("zh-hans"):
        said = queries.describe_spec(queries.spec_on("MP05", DAY))
        assert said[0] == "至少 8 位老人"
        assert said[1] == "不少于 180 分钟，工作人员不少于 3 人"
        assert said[2].startswith("至少 4 张照片（其中：助浴车辆、排队处、浴室外（助浴前）")
        assert "1 段 10–60 秒的短视频" in said
        assert "材料：健康检查表（助浴前后血压）" in said
        assert "结束后 72 小时内提交" in said
        assert "每一位服务对象或亲属都要确认" in said
        assert queries.describe_spec(queries.spec_on("MP01", DAY))[0] == "至少 8 户 或 至少 15 人"
        assert queries.describe_spec(queries.spec_on("MP12", DAY))[0] == (
            "至少 10 名儿童，并且每 8 名儿童至少 1 名成人"
        )
        mp03 = queries.describe_spec(queries.spec_on("MP03", DAY))
        assert not any("照片（" in each or "至少 0 张" in each for each in mp03)
        assert "由督导签字确认" in mp03
